// A poster: the colour, one shade, no light beyond.
#if !SHARP
in vec4 slopes;
in float lie;
#endif

void main() {
    vec4 texel = base();
    vec3 c = texel.rgb;
#if KIND == MOUTH
    c *= mouth_open;
#elif KIND != EYE && KIND != UNLIT && KIND != LASH && KIND != GLASS
    float slope = gl_FrontFacing || KIND == HAIR ? slopes.x : -slopes.x;
    float wide = 0.7 * fwidth(slope) + 1e-4;
    float t = smoothstep(-wide, wide, slope + (KIND == SKIN ? 0.18 : -0.06));
    c *= mix(shade, vec3(1.0), min(t, lit_by_key()));
#endif
    give(c, texel.a);
}
