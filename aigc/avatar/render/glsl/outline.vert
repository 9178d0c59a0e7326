// The hull turned inside out that shows as a line of even width around a shape.
uniform mat4 camera;
uniform vec2 picture;
uniform float width;
uniform float behind;
in vec3 place;
in vec3 away;

void main() {
    gl_Position = camera * vec4(place, 1.0);
    vec2 way = (mat3(camera) * away).xy * picture;
    float far = length(way);
    float share = min(length(away), 1.0);
    vec2 step_px = far > 1e-6 ? way / far : vec2(0.0);
    gl_Position.xy += step_px * width * share * 2.0 / picture * gl_Position.w;
    gl_Position.z += behind * gl_Position.w + (1.0 - share) * 0.01 * gl_Position.w;
}
