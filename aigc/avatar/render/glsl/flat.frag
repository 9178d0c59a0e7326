// A poster: flat tones with cut edges, printed dots where shade begins, a light along one side.
#if !SHARP
in vec4 slopes;
in float lie;
#endif

const float DOTS = 130.0;

// A printed dot that grows from nothing to all as `full` goes from 0 to 1.
float dot_of(float full) {
    vec2 at = mat2(0.7071, -0.7071, 0.7071, 0.7071) * in_light.xy * DOTS;
    float soft = 0.75 * length(fwidth(at));
    float far = length(fract(at) - 0.5);
    float radius = 0.72 * sqrt(clamp(full, 0.0, 1.0)) - 0.02;
    return mix(full, 1.0 - smoothstep(radius - soft, radius + soft, far), smoothstep(1.2, 0.4, soft * 2.0));
}

float cut(float x, float edge) {
    float wide = 0.7 * fwidth(x) + 1e-4;
    return smoothstep(edge - wide, edge + wide, x);
}

void main() {
    vec4 texel = base();
    vec3 c = texel.rgb;
#if KIND == MOUTH
    c *= mouth_open;
#elif KIND != EYE && KIND != UNLIT && KIND != LASH && KIND != BROW && KIND != GLASS
    vec4 s = slopes;
#if KIND != HAIR
    if (!gl_FrontFacing) s = -s;
#endif
    float edge = KIND == SKIN ? 0.10 : 0.04;
    float lit = min(cut(s.x, edge), lit_by_key());
    vec3 dark = c * shade;
#if KIND == HAIR
    c = mix(dark, c, lit);
    float band = cut(s.y, 0.35) * cut(s.w, 0.12) * (1.0 - cut(abs(lie - 0.02), 0.11));
    c = mix(c, mix(c, highlight, 0.6), band * lit);
#else
    float near = 1.0 - smoothstep(edge, edge + 0.42, s.x);
    c = mix(dark, mix(c, mix(c, dark, 0.75), dot_of(0.62 * near * near)), lit);
#endif
    // the light along one side; locks have many sides, so that theirs is the shine's colour
    float along = (1.0 - cut(s.y, KIND == HAIR ? 0.26 : 0.36)) * cut(s.z, 0.15);
    along *= smoothstep(0.25, 0.6, sky);
    vec3 edge_light = KIND == HAIR ? highlight : c * 0.35 + vec3(0.65, 0.61, 0.55);
    c = mix(c, edge_light, (KIND == HAIR ? 0.45 : 0.85) * along);
#endif
    give(min(c, vec3(1.0)), texel.a);
}
