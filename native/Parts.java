import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes what the image builder needs to know of a JDK and of itself: java -cp "jars/*" Parts.java DIRECTORY. */
final class Parts {
    private static final String READERS = "org.graalvm.nativeimage.builder,org.graalvm.nativeimage.pointsto,"
            + "org.graalvm.nativeimage.base,org.graalvm.nativeimage.objectfile,org.graalvm.nativeimage.configure,"
            + "jdk.graal.compiler,ALL-UNNAMED";

    public static void main(String... arguments) throws Exception {
        Path out = Path.of(arguments[0]);
        Files.write(out.resolve("exports.args"), exports());
        for (String kind : List.of("amd64.AMD64", "aarch64.AArch64", "riscv64.RISCV64")) {
            String name = kind.substring(0, kind.indexOf('.')) + "cpufeatures.h";
            Files.writeString(out.resolve(name), features("com.oracle.svm.core." + kind + "LibCHelper$CPUFeatures"));
        }
    }

    /** The builder looks into every package of the JDK. */
    private static List<String> exports() {
        List<String> options = new ArrayList<>();
        ModuleFinder.ofSystem().findAll().forEach(module -> {
            String name = module.descriptor().name();
            if (!name.startsWith("jdk.graal")) {
                for (String room : module.descriptor().packages()) {
                    options.add("--add-exports=" + name + "/" + room + "=" + READERS);
                    options.add("--add-opens=" + name + "/" + room + "=" + READERS);
                }
            }
        });
        return options;
    }

    /** A C structure with one byte for each feature that the builder's own type names. */
    private static String features(String type) throws ReflectiveOperationException, IOException {
        StringBuilder text = new StringBuilder("typedef struct {\n");
        for (Method method : Class.forName(type, false, Parts.class.getClassLoader()).getDeclaredMethods()) {
            for (Annotation annotation : method.getAnnotations()) {
                if (annotation.annotationType().getSimpleName().equals("CField")) {
                    Object name = annotation.annotationType().getMethod("value").invoke(annotation);
                    text.append("  char ").append(name.toString().isEmpty() ? method.getName() : name).append(";\n");
                }
            }
        }
        return text.append("} CPUFeatures;\n").toString();
    }
}
