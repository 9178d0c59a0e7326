// The lights of the standard shading, in linear light; the key's way is given by the camera.
const vec3 KEY = vec3(2.02, 1.84, 1.64);
const vec3 FILL = vec3(0.34, 0.36, 0.40);
const vec3 FILL_WAY = vec3(0.82, 0.12, 0.56);
const vec3 BACK = vec3(1.30, 1.24, 1.28);
const vec3 BACK_WAY = vec3(0.78, 0.40, -0.48);
const vec3 SKY = vec3(0.30, 0.29, 0.30);
const vec3 GROUND = vec3(0.23, 0.17, 0.14);
