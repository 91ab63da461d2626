package io.bhiv.stage.process;

import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a service: what the local stack runs, benchmarks measure and tests kill. The images have the same
 * {@link #FLAGS} ({@code deploy/containers/jvm.options}) and take their heap from the container's memory.
 */
public final class ServiceCommand {

    /** Flags that do not depend on how much memory there is. */
    public static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            // Requests die young: half of the heap for them halves the cost of collecting.
            "-XX:NewRatio=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** A heap that fits on a laptop beside everything else. */
    static final List<String> HEAP = List.of("-Xms64m", "-Xmx320m");

    /**
     * The heap of a native executable, as the units and the image set it. Left to itself it fills 40 MiB with new objects before it collects
     * them, however idle the service is. With 16 MiB for them webhooks are a third fewer a second than with 32, and with 64 hardly more.
     */
    static final List<String> NATIVE_HEAP = List.of("-Xmx320m", "-Xmn32m");

    /** The variable with JVM options for every service: an agent, or the first compiler alone where services live for seconds only. */
    public static final String OPTIONS_OF_ALL = "BRIDGE_JAVA_OPTS";

    private static final String JAR = "target/quarkus-app/quarkus-run.jar";

    /** The JDK's ahead-of-time cache, where the build made one for this jar. */
    private static final String AOT_CACHE = "app.aot";

    /** What a service is run as. */
    public enum Form {
        /** The jar, on the JDK that runs this. */
        JVM,
        /** The executable that {@code ./bridge native} makes. */
        NATIVE
    }

    private ServiceCommand() {}

    /**
     * The command of a service in one of its forms.
     *
     * @throws BadSetting where it is not built
     */
    public static List<String> of(Path root, Place service, Form form, List<String> more) {
        return switch (form) {
            case JVM -> {
                if (!Files.exists(jar(root, service))) {
                    throw new BadSetting("The service is not built: " + jar(root, service) + " is missing", null);
                }
                yield of(root, service, more);
            }
            case NATIVE -> ofNative(root, service, more);
        };
    }

    /** The java executable of the JDK that runs this. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The runnable jar of a service; it exists once the service has been built. */
    public static Path jar(Path root, Place service) {
        return root.resolve(service.label()).resolve(JAR);
    }

    /** The command of a service that {@code ./bridge native} has made. {@code more} options come last. */
    public static List<String> ofNative(Path root, Place service, List<String> more) {
        List<String> command = new ArrayList<>(List.of(executable(root, service).toString()));
        command.addAll(NATIVE_HEAP);
        command.addAll(more);
        return command;
    }

    private static Path executable(Path root, Place service) {
        Path target = root.resolve(service.label()).resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith("-runner"))
                    .findFirst()
                    .orElseThrow(() -> withoutExecutable(service, null));
        } catch (IOException e) {
            throw withoutExecutable(service, e);
        }
    }

    private static BadSetting withoutExecutable(Place service, @Nullable Exception cause) {
        return new BadSetting(
                service.label() + " has no native executable: ./bridge native " + service.label() + " makes it", cause);
    }

    /** The command of a service; the environment's JVM options come after ours, {@code more} come last, and the last one wins. */
    public static List<String> of(Path root, Place service, List<String> more) {
        return of(root, service, System.getenv().getOrDefault(OPTIONS_OF_ALL, ""), more);
    }

    static List<String> of(Path root, Place service, String ofAll, List<String> more) {
        Path jar = jar(root, service);
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(HEAP);
        command.addAll(FLAGS);
        Path cache = jar.resolveSibling(AOT_CACHE);
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        Arrays.stream(ofAll.split(" ")).filter(option -> !option.isBlank()).forEach(command::add);
        command.addAll(more);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }
}
