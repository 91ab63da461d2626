package io.bhiv.kit.lines;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;

/** The free room of a disk that a service writes to, as the gauge {@code bridge.disk.free}. */
public final class DiskRoom {

    private DiskRoom() {}

    /**
     * Shows the room for a folder, which need not exist yet.
     *
     * @param name value of the label {@code disk}: what is written there
     */
    public static void show(MeterRegistry meters, String name, Path folder) {
        Gauge.builder("bridge.disk.free", folder.toAbsolutePath(), DiskRoom::free)
                .description("Bytes that may still be written")
                .baseUnit("bytes")
                .tag("disk", name)
                .strongReference(true)
                .register(meters);
    }

    private static double free(Path folder) {
        Path existing = folder;
        while (!existing.toFile().exists() && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing.toFile().getUsableSpace();
    }
}
