// The lights of the standard shading, in linear light; the key's way is given by the camera.
const vec3 KEY = vec3(1.88, 1.74, 1.58);
const vec3 FILL = vec3(0.34, 0.38, 0.46);
const vec3 FILL_WAY = vec3(0.82, 0.12, 0.56);
const vec3 BACK = vec3(1.25, 1.25, 1.40);
const vec3 BACK_WAY = vec3(0.72, 0.42, -0.55);
const vec3 SKY = vec3(0.27, 0.28, 0.32);
const vec3 GROUND = vec3(0.17, 0.135, 0.12);
