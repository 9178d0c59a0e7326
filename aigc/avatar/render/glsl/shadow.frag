#if CUT
uniform sampler2D image;
in vec2 uv;
#endif

void main() {
#if CUT
    if (texture(image, uv, -1.0).a < 0.5) discard;
#endif
}
