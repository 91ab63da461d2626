package io.bhiv.kit.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bhiv.kit.call.BreakerView;
import io.bhiv.kit.loop.Step;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Queue<Integer> proceeded = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> batchSizes = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> givenBack = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Void>> unsettled = new ConcurrentLinkedQueue<>();
    private final BreakerView breaker = new BreakerView() {
        @Override
        public boolean isClosed() {
            return !open;
        }

        @Override
        public Duration retryAfter() {
            return open ? Duration.ofHours(1) : Duration.ZERO;
        }
    };
    private final Queue<Integer> suspects = new ConcurrentLinkedQueue<>();
    private volatile boolean open;
    private volatile int poison = -1;
    private volatile boolean away;
    private volatile boolean locked;
    private volatile Throwable absence = new TimeoutException("away");
    private volatile boolean settles = true;
    /** Claimed in the order in which they came. */
    private final Queue<Integer> due = new PriorityBlockingQueue<>();

    private final AtomicInteger refusedReleases = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile @Nullable CompletableFuture<Void> claimEnds;
    private volatile boolean suspectsOfOthers;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Relay<Integer> relay = new Relay<>(settings(), new Handler(), breaker, meters);
    private final Handler inOrder = new Handler();
    private final Relay<Integer> ordered =
            new Relay<>(settings().orderedAcrossOutages(), inOrder, breaker, new SimpleMeterRegistry());

    private static RelaySettings settings() {
        return new RelaySettings(
                "relay-test", 8, 1_000, 16, 32, 100, 24, Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    private final class Handler implements RelayHandler<Integer> {

        /** The relay's, on which it also deals with a failure. */
        private volatile @Nullable Executor lane;

        void awaitFailure(int lastItem) {
            await().atMost(PATIENCE).until(() -> proceeded.contains(lastItem));
            assertThat(CompletableFuture.runAsync(() -> {}, Objects.requireNonNull(lane, "something was handed over")))
                    .succeedsWithin(PATIENCE);
        }

        @Override
        public Uni<HandedOver> proceed(List<Integer> batch, Executor lane) {
            this.lane = lane;
            return Uni.createFrom()
                    .item(() -> {
                        batchSizes.add(batch.size());
                        if (batch.contains(poison)) {
                            throw new IllegalArgumentException("poison");
                        }
                        proceeded.addAll(batch);
                        return new HandedOver(settled());
                    })
                    .onItem()
                    .transformToUni(handed -> away
                            ? Uni.createFrom().failure(absence)
                            : Uni.createFrom().item(handed))
                    .runSubscriptionOn(lane);
        }

        private Uni<Void> settled() {
            if (settles) {
                return Uni.createFrom().voidItem();
            }
            CompletableFuture<Void> later = new CompletableFuture<>();
            unsettled.add(later);
            return Uni.createFrom().completionStage(later);
        }

        @Override
        public Uni<Void> giveBack(Integer item, Throwable failure) {
            givenBack.add(item);
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<List<Integer>> claim(int items, long bytes) {
            List<Integer> claimed = new ArrayList<>();
            while (claimed.size() < items && !due.isEmpty()) {
                claimed.add(due.remove());
            }
            CompletableFuture<Void> ends = claimEnds;
            return (ends == null
                            ? Uni.createFrom().voidItem()
                            : Uni.createFrom().completionStage(ends))
                    .replaceWith(claimed);
        }

        @Override
        public Uni<Void> release(List<Integer> items) {
            if (locked) {
                refusedReleases.incrementAndGet();
                return Uni.createFrom().failure(absence);
            }
            return Uni.createFrom().voidItem().invoke(() -> due.addAll(items));
        }

        @Override
        public Uni<Boolean> hasSuspects() {
            looks.incrementAndGet();
            return Uni.createFrom().item(suspectsOfOthers || !suspects.isEmpty());
        }

        @Override
        public Uni<List<Integer>> claimSuspect() {
            Integer suspect = suspects.poll();
            return Uni.createFrom().item(suspect == null ? List.of() : List.of(suspect));
        }

        @Override
        public long weigh(Integer item) {
            return 2;
        }

        @Override
        public int waitingToBeStored() {
            return 0;
        }
    }

    @AfterEach
    void stop() {
        settles = true;
        unsettled.forEach(later -> later.complete(null));
        relay.stop();
        ordered.stop();
    }

    @Test
    @FixedFault(
            area = FixedFault.Area.TRUTH,
            fault =
                    "What was handed over as a service stopped was logged as an error of the item and counted against it",
            now =
                    "The relay ends before the beans that it calls, and what fails afterwards is left to the next process")
    void whatFailsAfterTheStopCountsAgainstNoItem() {
        settles = false;
        assertThat(relay.offer(1)).isTrue();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(unsettled).hasSize(1));

        relay.stop();
        unsettled.remove().completeExceptionally(new IllegalStateException("the container is gone"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                meters.get("bridge.relay.in.flight").gauge().value())
                        .isZero());
        assertThat(givenBack).isEmpty();
        relay.offer(2);
        assertThat(proceeded).containsExactly(1);
    }

    @Test
    @FixedFault(
            area = FixedFault.Area.TRUTH,
            fault =
                    "What waited in memory when a service was stopped came to Kafka when its claim had ended, up to 45 s later",
            now =
                    "It is handed over before the process ends, and what is left after two seconds is due for another one at once")
    void whatIsInMemoryAtTheStopIsHandedOverOrReleased() {
        settles = false;
        IntStream.range(0, 40).forEach(relay::offer);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).hasSizeBetween(16, 23));
        int begun = proceeded.size();
        int taken = begun + (int) meters.get("bridge.relay.queue").gauge().value();

        relay.stop();

        assertThat(proceeded).as("no room in flight").hasSize(begun);
        assertThat(due).hasSize(taken - begun).doesNotContainAnyElementsOf(proceeded);
        assertThat(relay.hasRoomFor(1, 1)).isFalse();
    }

    @Test
    void theStopWaitsForWhatIsInFlight() {
        settles = false;
        IntStream.range(0, 8).forEach(relay::offer);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(unsettled).isNotEmpty());
        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(() -> {
            settles = true;
            unsettled.forEach(later -> later.complete(null));
        });

        relay.stop();

        assertThat(meters.get("bridge.relay.in.flight").gauge().value()).isZero();
        assertThat(proceeded).hasSize(8);
        assertThat(due).isEmpty();
    }

    @Test
    void keepsTheOrderOfWhatWasOffered() {
        List<Integer> items = IntStream.range(0, 500).boxed().toList();

        for (int item : items) {
            while (!relay.offer(item)) {
                Thread.onSpinWait();
            }
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).containsExactlyElementsOf(items));
        assertThat(batchSizes).allMatch(size -> size <= 8);
    }

    @Test
    void anItemThatMakesTheBatchFailIsFoundByHalvingAndGivenBackAlone() {
        poison = 5;

        IntStream.range(0, 12).forEach(relay::offer);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(givenBack).containsExactly(5));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(proceeded).containsExactly(0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11));
    }

    @Test
    void whatIsAwayGivesNothingBackAndBlocksNothing() {
        away = true;
        relay.offer(1);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).contains(1));
        away = false;

        relay.offer(2);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).contains(2));
        assertThat(givenBack).isEmpty();
    }

    @Test
    void takesNoMoreThanItsRoomInNumberBytesAndFlight() {
        settles = false;
        IntStream.range(0, 200).forEach(relay::offer);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).hasSizeBetween(16, 23));
        assertThat(relay.hasRoomFor(33, 1)).isFalse();
        IntStream.range(0, 100).forEach(relay::offer);
        assertThat(relay.hasRoomFor(1, 1)).isFalse();

        settles = true;
        await().atMost(PATIENCE).untilAsserted(() -> {
            unsettled.forEach(later -> later.complete(null));
            assertThat(relay.hasRoomFor(32, 64)).isTrue();
        });
    }

    @Test
    void afterAFailureEverythingGoesThroughTheSweeperUntilItFindsNothing() {
        leftToTheSweeper(1, 2);

        ordered.offerInOrder(List.of(3, 4));
        assertThat(sweepInOrder()).as("released").isEqualTo(Step.MORE);
        assertThat(due).containsExactly(1, 2, 3, 4);
        assertThat(sweepInOrder()).as("claimed").isEqualTo(Step.MORE);
        ordered.offerInOrder(List.of(5));
        assertThat(sweepInOrder()).isEqualTo(Step.MORE);
        assertThat(due).containsExactly(5);
        assertThat(sweepInOrder()).isEqualTo(Step.MORE);
        assertThat(sweepInOrder()).isEqualTo(Step.IDLE);
        ordered.offerInOrder(List.of(6));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).containsExactly(1, 2, 3, 4, 5, 6));
        assertThat(due).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "After a restart of PostgreSQL or a stall of Kafka a new update went out before older ones of its session,"
                            + " whose release had failed or was under way",
            now = "Nothing is claimed before what came earlier has been released")
    void whatCouldNotBeReleasedIsNotOvertaken() {
        leftToTheSweeper(1, 2);
        locked = true;
        assertThatThrownBy(this::sweepInOrder).hasCauseInstanceOf(TimeoutException.class);
        locked = false;

        ordered.offerInOrder(List.of(3));
        sweepAll();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).containsExactly(1, 2, 3));
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "At the end of an outage an update that was committed while the sweeper looked was overtaken by the next one of its session",
            now = "Updates go the direct way again when nothing was turned away since the sweeper began to look")
    void whatIsTurnedAwayDuringAClaimIsNotOvertaken() {
        leftToTheSweeper(1);
        assertThat(sweepInOrder()).as("released").isEqualTo(Step.MORE);
        assertThat(sweepInOrder()).as("claimed").isEqualTo(Step.MORE);
        CompletableFuture<Void> ends = new CompletableFuture<>();
        claimEnds = ends;
        CompletableFuture<Step> looking = ordered.sweep().subscribeAsCompletionStage();
        ordered.offerInOrder(List.of(2));
        claimEnds = null;
        ends.complete(null);
        assertThat(looking).succeedsWithin(PATIENCE).isEqualTo(Step.MORE);

        ordered.offerInOrder(List.of(3));
        sweepAll();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).containsExactly(1, 2, 3));
    }

    @Test
    void theSecondHalfOfABatchDoesNotOvertakeTheFirst() {
        poison = 3;
        away = true;
        ordered.offerInOrder(List.of(1, 2, 3, 4));
        inOrder.awaitFailure(2);
        away = false;

        sweepAll();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).containsExactly(1, 2, 1, 2, 4));
    }

    @Test
    void onlySoMuchIsKeptThatCannotBeReleased() {
        leftToTheSweeper(IntStream.range(0, 10).boxed().toArray(Integer[]::new));
        for (int first = 10; first < 200; first += 10) {
            ordered.offerInOrder(IntStream.range(first, first + 10).boxed().toList());
        }
        // Released is whatever Kafka does, and nothing claimed.
        open = true;

        sweepAll();

        assertThat(due).hasSize(60);
    }

    /** As after a failure of Kafka or the store. */
    private void leftToTheSweeper(Integer... items) {
        away = true;
        ordered.offerInOrder(List.of(items));
        inOrder.awaitFailure(items[0]);
        away = false;
        proceeded.clear();
    }

    private Step sweepInOrder() {
        return ordered.sweep().await().atMost(PATIENCE);
    }

    private void sweepAll() {
        while (sweepInOrder() == Step.MORE) {
            assertThat(due.size()).isLessThan(100);
        }
    }

    @Test
    void aBrokerThatIsAwayIsNoFaultOfAnItem() {
        absence = new org.apache.kafka.common.errors.TimeoutException("no metadata");

        leftToTheSweeper(1);

        assertThat(sweepInOrder()).as("released").isEqualTo(Step.MORE);
        assertThat(due).containsExactly(1);
        assertThat(givenBack).isEmpty();
    }

    @Test
    void whatHasNoRoomIsLeftToTheSweeperWithAllThatComesAfterIt() {
        open = true;
        ordered.offerInOrder(IntStream.range(0, 60).boxed().toList());
        ordered.offerInOrder(List.of(60));
        await().atMost(PATIENCE).untilAsserted(() -> {
            sweepAll();
            assertThat(due).hasSize(61);
        });

        open = false;
        while (sweepInOrder() == Step.MORE) {
            await().atMost(PATIENCE).until(() -> ordered.hasRoomFor(16, 32));
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).hasSize(61));
    }

    @Test
    void aSuspectIsTakenWithNothingBesideItInMemory() {
        settles = false;
        relay.offer(1);
        relay.offer(2);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).contains(1, 2));
        suspects.add(99);

        assertThat(sweep()).isEqualTo(Step.MORE);
        assertThat(relay.hasRoomFor(1, 1)).isFalse();
        assertThat(relay.offer(3)).isFalse();
        assertThat(sweep()).as("while others are in flight").isEqualTo(Step.IDLE);
        assertThat(proceeded).doesNotContain(99);

        unsettled.forEach(later -> later.complete(null));
        assertThat(sweep()).isEqualTo(Step.IDLE);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).containsExactly(1, 2, 99));
        assertThat(relay.offer(4)).isFalse();

        unsettled.forEach(later -> later.complete(null));
        assertThat(sweep()).isEqualTo(Step.MORE);
        assertThat(relay.offer(5)).isTrue();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).containsExactly(1, 2, 99, 5));
    }

    @Test
    void aSuspectThatTheStopInterruptsIsReleased() {
        settles = false;
        suspects.add(99);
        assertThat(sweep()).isEqualTo(Step.MORE);
        assertThat(sweep()).isEqualTo(Step.IDLE);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(unsettled).hasSize(1));

        relay.stop();
        unsettled.remove().completeExceptionally(new IllegalStateException("the container is gone"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(due).containsExactly(99));
        assertThat(givenBack).isEmpty();
    }

    @Test
    void aSuspectThatMeetsAStoreThatIsAwayIsReleased() {
        suspects.add(99);
        assertThat(sweep()).isEqualTo(Step.MORE);
        away = true;
        assertThat(sweep()).isEqualTo(Step.IDLE);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(due).containsExactly(99));
        assertThat(givenBack).isEmpty();

        away = false;
        assertThat(sweep()).as("no other suspect").isEqualTo(Step.MORE);
        assertThat(sweep()).isEqualTo(Step.MORE);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).containsExactly(99, 99));
        assertThat(relay.offer(1)).isTrue();
    }

    @Test
    @FixedFault(
            area = FixedFault.Area.NEIGHBOURS,
            fault =
                    "A suspect whose release failed because the store was away was counted as interrupted once more, and parked after a restart",
            now = "It is released as soon as the store answers, before anything else is claimed")
    void aSuspectThatCouldNotBeReleasedIsReleasedBeforeAnythingElse() {
        suspects.add(99);
        assertThat(sweep()).isEqualTo(Step.MORE);
        away = true;
        locked = true;
        assertThat(sweep()).isEqualTo(Step.IDLE);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).containsExactly(99));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(this::sweep).hasCauseInstanceOf(TimeoutException.class));
        assertThat(due).isEmpty();

        away = false;
        locked = false;
        assertThat(sweep()).isEqualTo(Step.MORE);
        assertThat(due).containsExactly(99);
        assertThat(sweep()).as("no other suspect").isEqualTo(Step.MORE);
        sweep();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(proceeded).containsExactly(99, 99));
    }

    @Test
    void aSuspectThatCouldNotBeReleasedIsReleasedByTheStop() {
        suspects.add(99);
        assertThat(sweep()).isEqualTo(Step.MORE);
        away = true;
        locked = true;
        assertThat(sweep()).isEqualTo(Step.IDLE);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(this::sweep).hasCauseInstanceOf(TimeoutException.class));
        away = false;
        locked = false;

        relay.stop();

        assertThat(due).containsExactly(99);
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault =
                    "After a rollback a delivery that only the newer version may claim had the sweeper look for it without a pause,"
                            + " and large deliveries found no room",
            now =
                    "Suspects are those that this version may claim, and where there was none it looks again after ten seconds")
    void aSuspectThatThisProcessMayNotClaimIsNotLookedForWithoutAPause() {
        suspectsOfOthers = true;
        assertThat(sweep()).isEqualTo(Step.MORE);
        assertThat(sweep()).as("none to claim").isEqualTo(Step.MORE);

        assertThat(sweep()).isEqualTo(Step.IDLE);

        assertThat(looks).hasValue(1);
        assertThat(relay.offer(1)).isTrue();
    }

    private Step sweep() {
        return relay.sweep().await().atMost(PATIENCE);
    }

    @Test
    void anOpenBreakerTakesNothingIn() {
        open = true;

        assertThat(relay.hasRoomFor(1, 1)).isFalse();

        open = false;
        assertThat(relay.hasRoomFor(1, 1)).isTrue();
    }

    @Test
    void anOpenBreakerLeavesEverythingToTheSweeper() {
        open = true;

        IntStream.range(0, 10).forEach(relay::offer);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                meters.get("bridge.relay.queue").gauge().value())
                        .isZero());
        assertThat(proceeded).isEmpty();
    }
}
