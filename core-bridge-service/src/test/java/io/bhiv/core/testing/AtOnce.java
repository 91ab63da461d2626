package io.bhiv.core.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Calls that are really under way at the same time, however few processors there are. */
public final class AtOnce {

    private AtOnce() {}

    /** The results in order. */
    public static <T> List<T> call(int times, IntFunction<T> call) {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<T>> results = IntStream.range(0, times)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> call.apply(i), callers))
                    .toList();
            return results.stream().map(CompletableFuture::join).toList();
        }
    }
}
