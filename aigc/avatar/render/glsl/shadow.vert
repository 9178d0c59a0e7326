// A caster as the light sees it; skin is pushed back so that a face casts nothing on itself.
uniform mat4 light;
uniform float push;
in vec3 place;
in vec3 fixed_values;
out vec2 uv;

void main() {
    uv = fixed_values.xy;
    gl_Position = light * vec4(place, 1.0);
    gl_Position.z += push;
}
