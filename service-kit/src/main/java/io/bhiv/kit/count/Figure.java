package io.bhiv.kit.count;

import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What a watch reads now and then and shows, from one statement. It is known until it is read again: a reading that fails, or that is
 * cut short, leaves it unknown, never as it was before. Figures stand for themselves; those of one watch are read beside each other, so
 * that one that cannot be read takes none of the others along.
 */
public final class Figure<T> {

    private final Supplier<Uni<T>> reading;
    private final Consumer<Optional<T>> show;
    private volatile Optional<T> now = Optional.empty();

    /** A figure that is asked for. */
    public Figure(Supplier<Uni<T>> reading) {
        this(reading, shown -> {});
    }

    /** A figure that is also shown, after each reading, empty where it is unknown. */
    public Figure(Supplier<Uni<T>> reading, Consumer<Optional<T>> show) {
        this.reading = reading;
        this.show = show;
    }

    /** Reads them all, whichever of them fail; fails with the first failure. */
    public static Uni<Void> readAll(Figure<?>... figures) {
        return Uni.join()
                .all(List.of(figures).stream().map(Figure::read).toList())
                .andCollectFailures()
                .onFailure(CompositeException.class)
                .transform(all -> ((CompositeException) all).getCauses().getFirst())
                .replaceWithVoid();
    }

    /** What is known; empty before the first reading, and where the last one failed. */
    public Optional<T> now() {
        return now;
    }

    /** A number of it for a gauge; NaN, which is left out, where it is unknown. */
    public double number(ToDoubleFunction<T> part) {
        return now.map(known -> part.applyAsDouble(known)).orElse(Double.NaN);
    }

    /** Reads it again. */
    public Uni<Void> read() {
        return Uni.createFrom()
                .deferred(reading::get)
                .invoke(read -> become(Optional.of(read)))
                .onFailure()
                .invoke(failure -> become(Optional.empty()))
                // Not onTermination: that is called for a cancellation after the end, too.
                .onCancellation()
                .invoke(() -> become(Optional.empty()))
                .replaceWithVoid();
    }

    private void become(Optional<T> read) {
        now = read;
        show.accept(read);
    }
}
