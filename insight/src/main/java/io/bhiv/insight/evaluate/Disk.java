package io.bhiv.insight.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The room of a disk that a service writes to; of several replicas that of the fullest one.
 *
 * @param name what is written there
 * @param size null where its service does not report it
 */
public record Disk(
        String service, String name, long free, @Nullable Long size) {

    /** As the alert BridgeDiskFilling. */
    static final double LOW_SHARE = 0.15;

    private static final Comparator<Disk> FULLEST_FIRST =
            Comparator.comparingDouble(Disk::share).thenComparingLong(Disk::free);

    static List<Disk> of(Picture picture) {
        Readings readings = Readings.of(picture);
        Map<String, Disk> disks = new TreeMap<>();
        readings.named("bridge.disk.free").forEach(one -> {
            OptionalDouble size = Readings.most(readings.of(one.service(), "bridge.disk.size")
                    .filter(other -> other.replica().equals(one.replica())
                            && other.label("disk").equals(one.label("disk"))));
            Disk disk = new Disk(
                    one.service(),
                    one.label("disk"),
                    Math.round(one.value()),
                    size.isEmpty() || size.getAsDouble() <= 0 ? null : (Long) Math.round(size.getAsDouble()));
            disks.merge(disk.service() + " " + disk.name(), disk, Disk::fuller);
        });
        return List.copyOf(disks.values());
    }

    private static Disk fuller(Disk one, Disk other) {
        return FULLEST_FIRST.compare(one, other) <= 0 ? one : other;
    }

    double share() {
        return size == null ? 1 : (double) free / size;
    }

    public boolean isLow() {
        return share() < LOW_SHARE;
    }
}
