package dev.sluice.api;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a mapper knows of types before it reads or writes any. Jackson looks into a type by reflection when it meets it first, which takes a native binary
 * tens of milliseconds for a Deployment; a mapper in a static field learns it while the binary is built, and the binary begins with what was learnt.
 */
public final class LearnedTypes {
    /** Set by the compiler of native binaries while it fills static fields. */
    private static final String PHASE = "org.graalvm.nativeimage.imagecode";

    private LearnedTypes() {}

    /** Lets a mapper learn types, and whatever they lead to, where a native binary is being built; elsewhere it learns them when it meets them. */
    public static ObjectMapper of(ObjectMapper mapper, Class<?>... types) {
        if (whileBuilding()) {
            learn(mapper, types);
        }
        return mapper;
    }

    /** Whether this fills the static fields of a native binary. */
    public static boolean whileBuilding() {
        return "buildtime".equals(System.getProperty(PHASE));
    }

    /** Both ways; the mapper keeps what it finds. */
    static void learn(ObjectMapper mapper, Class<?>... types) {
        for (Class<?> type : types) {
            var _ = mapper.readerFor(type);
            var _ = mapper.writerFor(type);
        }
    }
}
