package io.bhiv.stage.doctor;

import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks JDK, Maven, architecture, memory, disk and ports.
 *
 * <p>Uses the JDK and {@link Place} alone: {@code ./bridge doctor} runs this file from source on a machine where nothing
 * was built yet.
 */
public final class Doctor {

    private static final long GIB = 1024L * 1024 * 1024;

    private final Map<String, String> environment;
    private final Path root;
    private final Path home;

    Doctor(Map<String, String> environment, Path root, Path home) {
        this.environment = environment;
        this.root = root;
        this.home = home;
    }

    public static void main(String[] args) {
        System.exit(ofThisMachine().report(System.out::println));
    }

    public static Doctor ofThisMachine() {
        Path root = Path.of(System.getProperty("bridge.root", "."));
        Path home = Path.of(
                System.getProperty("bridge.home", root.resolve(".bridge").toString()));
        return new Doctor(System.getenv(), root, home);
    }

    /** One line per check; the exit code is 1 where something is missing, else 0. */
    public int report(Consumer<String> out) {
        List<Finding> findings = findings();
        findings.forEach(finding -> out.accept(finding.line()));
        boolean missing = findings.stream().anyMatch(finding -> finding.grade() == Grade.MISSING);
        out.accept(missing ? "Something is missing: see above." : "This machine can run BHIV Bridge.");
        return missing ? 1 : 0;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(jdk());
        findings.add(maven());
        findings.add(architecture());
        findings.add(memory());
        findings.add(disk());
        for (Place place : Place.values()) {
            port(place).ifPresent(findings::add);
        }
        if (findings.stream().noneMatch(finding -> finding.subject().equals("port"))) {
            findings.add(new Finding(Grade.OK, "port", "all ports of the stack are free"));
        }
        return findings;
    }

    private static Finding jdk() {
        int version = Runtime.version().feature();
        return version >= 25
                ? new Finding(Grade.OK, "JDK", version + " in " + System.getProperty("java.home"))
                : new Finding(Grade.MISSING, "JDK", "25 or newer; install temurin-25-jdk or openjdk-25-jdk");
    }

    private Finding maven() {
        String version = environment.getOrDefault("BRIDGE_MAVEN_VERSION", "");
        String where = environment.getOrDefault("BRIDGE_MAVEN", "");
        if (version.isBlank()) {
            return new Finding(Grade.MISSING, "Maven", "any version: apt-get install maven");
        }
        boolean newEnough = !olderThan(version, List.of(3, 9, 12));
        return new Finding(
                Grade.OK, "Maven", version + " in " + where + (newEnough ? "" : "; it will fetch a newer one for us"));
    }

    static boolean olderThan(String version, List<Integer> wanted) {
        String[] parts = version.split("\\.");
        for (int i = 0; i < wanted.size(); i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i].replaceAll("\\D.*", "")) : 0;
            if (part != wanted.get(i)) {
                return part < wanted.get(i);
            }
        }
        return false;
    }

    private static Finding architecture() {
        String name = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        boolean known = name.equals("Linux amd64") || name.equals("Linux aarch64");
        return known
                ? new Finding(Grade.OK, "machine", name)
                : new Finding(
                        Grade.WARNING,
                        "machine",
                        name + ": the embedded PostgreSQL is for Linux on amd64 or aarch64; use --external elsewhere");
    }

    private static Finding memory() {
        long available = availableMemory();
        String text = "%.1f GiB available".formatted((double) available / GIB);
        return available >= 3 * GIB
                ? new Finding(Grade.OK, "memory", text)
                : new Finding(Grade.WARNING, "memory", text + "; the whole stack needs about 3");
    }

    private static long availableMemory() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException notLinux) {
            return Long.MAX_VALUE;
        }
    }

    private Finding disk() {
        try {
            long free = Files.getFileStore(Files.exists(home) ? home : root).getUsableSpace();
            String text = "%.1f GiB free at %s".formatted((double) free / GIB, home);
            return free >= 3 * GIB
                    ? new Finding(Grade.OK, "disk", text)
                    : new Finding(Grade.WARNING, "disk", text + "; build and data need about 3");
        } catch (IOException e) {
            return new Finding(Grade.WARNING, "disk", "cannot be checked: " + e.getMessage());
        }
    }

    private Optional<Finding> port(Place place) {
        int port = Integer.parseInt(environment.getOrDefault(place.variable(), Integer.toString(place.usualPort())));
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return Optional.empty();
        } catch (IOException taken) {
            return Optional.of(new Finding(
                    Grade.WARNING,
                    "port",
                    "%d for %s is taken (by a running stack? ./bridge status); or set %s to another"
                            .formatted(port, place.label(), place.variable())));
        }
    }

    enum Grade {
        OK,
        WARNING,
        MISSING
    }

    /** One thing looked at. */
    record Finding(Grade grade, String subject, String text) {

        String line() {
            String mark = switch (grade) {
                case OK -> "[ok]     ";
                case WARNING -> "[warning]";
                case MISSING -> "[missing]";
            };
            return mark + " " + subject + ": " + text;
        }
    }
}
