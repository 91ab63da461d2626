package io.bhiv.biometric.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * The first deliveries of a batch, read, and the rest of it, unread: a small body can become ten thousand events, so bytes alone do not
 * bound what a batch takes in memory.
 */
public record BoundedBatch<D, R>(List<R> read, List<D> rest) {

    /**
     * Reads until the events reach {@code enough} or the batch ends; always the first one.
     *
     * @param events that one read delivery becomes
     */
    public static <D, R> BoundedBatch<D, R> of(
            List<D> batch, Function<D, R> reader, ToIntFunction<R> events, int enough) {
        List<R> read = new ArrayList<>();
        int sum = 0;
        for (D delivery : batch) {
            if (sum >= enough) {
                break;
            }
            R one = reader.apply(delivery);
            read.add(one);
            sum += events.applyAsInt(one);
        }
        return new BoundedBatch<>(List.copyOf(read), List.copyOf(batch.subList(read.size(), batch.size())));
    }
}
