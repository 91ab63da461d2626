package io.bhiv.load.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a result is worth nothing without.
 *
 * @param fsyncMillis median of a small durable write on the disk that the backends use
 */
public record Machine(String cpu, int cores, long memoryMib, String kernel, String jdk, double fsyncMillis) {

    /** Looks at this machine and at the disk of {@code data}. */
    public static Machine describe(Path data) throws IOException {
        return new Machine(
                field(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                kib(field(Path.of("/proc/meminfo"), "MemTotal")) / 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
                FsyncProbe.medianNanos(data) / 1e6);
    }

    /** The value of the first line {@code name : value}; "unknown" if there is none. */
    static String field(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "unknown";
    }

    /** The number in {@code "12345 kB"}; 0 if there is none. */
    static long kib(String value) {
        String digits = value.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    @Override
    public String toString() {
        return "%s, %d cores, %.1f GiB, %s, JDK %s, fsync %.2f ms"
                .formatted(cpu, cores, memoryMib / 1024.0, kernel, jdk, fsyncMillis);
    }
}
