package io.bhiv.kit.lines;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.File;
import java.nio.file.Path;

/** The room of a disk that a service writes to, as the gauges {@code bridge.disk.free} and {@code bridge.disk.size}. */
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
        Gauge.builder("bridge.disk.size", folder.toAbsolutePath(), DiskRoom::size)
                .description("Bytes that the disk holds in all")
                .baseUnit("bytes")
                .tag("disk", name)
                .strongReference(true)
                .register(meters);
    }

    private static double free(Path folder) {
        return existing(folder).getUsableSpace();
    }

    private static double size(Path folder) {
        return existing(folder).getTotalSpace();
    }

    private static File existing(Path folder) {
        Path existing = folder;
        while (!existing.toFile().exists() && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing.toFile();
    }
}
