#if CUT
uniform sampler2D image;
in vec2 uv;
#endif

void main() {
#if CUT
    // a coarse picture of the gaps: single strands would only speckle what they fall on
    if (texture(image, uv, 3.0).a < 0.5) discard;
#endif
}
