package io.bhiv.system.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A Java agent that moves the wall clock of its process: behind every call of {@code System.currentTimeMillis()} and of what
 * {@link Clock} asks the machine for, a constant is added, in the JDK as in every library. {@code System.nanoTime()} is as before, as
 * it is on a machine whose clock is wrong.
 */
public final class ShiftedClock implements ClassFileTransformer {

    /** Compares deadlines with the clock of the machine in native code. */
    private static final String LEFT_OUT = "java/util/concurrent/";

    private static final String CLOCK = "java/time/Clock";
    private static final String MILLIS = "currentTimeMillis";
    private static final String NANOS = "getNanoTimeAdjustment";

    private final Duration shift;

    private ShiftedClock(Duration shift) {
        this.shift = shift;
    }

    /** For {@code JAVA_TOOL_OPTIONS}; writes the jar of the agent into the folder. */
    static String option(Path folder, Duration ahead) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), ShiftedClock.class.getName());
        manifest.getMainAttributes().put(new Attributes.Name("Can-Retransform-Classes"), "true");
        Path jar = folder.resolve("clock.jar");
        String name = ShiftedClock.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                InputStream code = ShiftedClock.class.getResourceAsStream("/" + name)) {
            if (code == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            entries.putNextEntry(new JarEntry(name));
            code.transferTo(entries);
        }
        return "-javaagent:" + jar + "=" + ahead;
    }

    /** Called by the JVM before {@code main}. */
    public static void premain(String ahead, Instrumentation instrumentation) throws UnmodifiableClassException {
        instrumentation.addTransformer(new ShiftedClock(Duration.parse(ahead)), true);
        instrumentation.retransformClasses(Arrays.stream(instrumentation.getAllLoadedClasses())
                .filter(loaded -> !loaded.isArray() && instrumentation.isModifiableClass(loaded))
                .toArray(Class<?>[]::new));
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] code) {
        boolean asks = name != null && !name.startsWith(LEFT_OUT) && asksForTheTime(code);
        return asks ? shifted(loader, code) : null;
    }

    private static boolean asksForTheTime(byte[] code) {
        String text = new String(code, StandardCharsets.ISO_8859_1);
        return text.contains(MILLIS) || text.contains(NANOS);
    }

    private byte[] shifted(@Nullable ClassLoader loader, byte[] code) {
        ClassHierarchyResolver known = ClassHierarchyResolver.defaultResolver();
        ClassFile format = ClassFile.of(ClassHierarchyResolverOption.of(
                loader == null
                        ? known
                        : ClassHierarchyResolver.ofResourceParsing(loader).orElse(known)));
        ClassModel asks = format.parse(code);
        // The clock asks for the nanoseconds since a second of its own, which stays as it is.
        boolean millis = !asks.thisClass().asInternalName().equals(CLOCK);
        return format.transformClass(asks, ClassTransform.transformingMethodBodies((builder, element) -> {
            builder.with(element);
            if (element instanceof InvokeInstruction call) {
                if (millis && calls(call, "java/lang/System", MILLIS)) {
                    builder.loadConstant(shift.toMillis()).ladd();
                } else if (calls(call, "jdk/internal/misc/VM", NANOS)) {
                    builder.loadConstant(shift.toNanos()).ladd();
                }
            }
        }));
    }

    private static boolean calls(InvokeInstruction call, String owner, String name) {
        return call.owner().asInternalName().equals(owner) && call.name().equalsString(name);
    }
}
