package io.bhiv.bucket.settle;

import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Ends leases: settlements that arrive together share statements and one fsync, whether they come singly or by the hundred. */
@ApplicationScoped
public class Settler {

    private static final CommitLimits LIMITS =
            new CommitLimits(256, 256L << 10, 2, 32_768, 64L << 20, Duration.ofSeconds(10));

    private final SettlementStore store;
    private final MeterRegistry meters;
    private final GroupCommit<Settlement, Settled> commits;

    Settler(SettlementStore store, MeterRegistry meters) {
        this.store = store;
        this.meters = meters;
        this.commits = new GroupCommit<>(LIMITS, Settlement::weight, this::settleAll);
    }

    /** One outcome per settlement, in order. */
    public Uni<List<Settled>> settle(List<Settlement> settlements) {
        return commits.submitAll(settlements);
    }

    private Uni<List<Settled>> settleAll(List<Settlement> all) {
        @Nullable Settled[] outcomes = new @Nullable Settled[all.size()];
        return apply(all, outcomes, true)
                .chain(() -> apply(all, outcomes, false))
                .chain(() -> explain(all, outcomes))
                .map(ignored -> complete(outcomes));
    }

    private Uni<Void> apply(List<Settlement> all, @Nullable Settled[] outcomes, boolean done) {
        List<Integer> places = places(all, i -> all.get(i).isDone() == done);
        if (places.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Settlement> part = places.stream().map(all::get).toList();
        return done ? store.done(part, outcomes, places) : store.givenBack(part, outcomes, places);
    }

    private Uni<Void> explain(List<Settlement> all, @Nullable Settled[] outcomes) {
        List<Integer> places = places(all, i -> outcomes[i] == null);
        return places.isEmpty()
                ? Uni.createFrom().voidItem()
                : store.explain(places.stream().map(all::get).toList(), outcomes, places);
    }

    /** In the order of packet ids, so that two batches with the same packets cannot deadlock. */
    private static List<Integer> places(List<Settlement> all, IntPredicate which) {
        return IntStream.range(0, all.size())
                .filter(which)
                .boxed()
                .sorted(Comparator.comparing(i -> all.get(i).packetId()))
                .toList();
    }

    private List<Settled> complete(@Nullable Settled[] outcomes) {
        return Arrays.stream(outcomes)
                .map(outcome -> {
                    if (outcome == null) {
                        throw new IllegalStateException("every settlement has an outcome");
                    }
                    meters.counter("bridge.bucket.settlements", "outcome", outcome.wireName())
                            .increment();
                    return outcome;
                })
                .toList();
    }
}
