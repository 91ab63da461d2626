package io.bhiv.kit.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private static final long MIB = 1 << 20;
    private static final long MOST = 100 * MIB;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final AtomicLong nanos = new AtomicLong();
    private final ByteBudget budget = new ByteBudget(MOST, nanos::get);

    @Test
    void largePiecesLeaveAQuarterToSmallOnes() {
        assertThat(budget.tryTake(75 * MIB)).isPresent();

        assertThat(budget.tryTake(ByteBudget.SMALL + 1)).isEmpty();
        for (int i = 0; i < 400; i++) {
            assertThat(budget.tryTake(ByteBudget.SMALL)).as("small one %d", i).isPresent();
        }
        assertThat(budget.tryTake(ByteBudget.SMALL)).isEmpty();
    }

    @Test
    void smallPiecesAndLargeOnesTogetherAreWithinTheBudget() {
        for (int i = 0; i < 1_600; i++) {
            assertThat(budget.tryTake(ByteBudget.SMALL)).as("small one %d", i).isPresent();
        }

        assertThat(budget.tryTake(ByteBudget.SMALL + 1)).isEmpty();
        assertThat(budget.taken()).isEqualTo(MOST);
    }

    @Test
    void smallPiecesKeepToTheirQuarterWhileALargeOneWaits() {
        List<ByteBudget.Room> small = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            small.add(budget.tryTake(ByteBudget.SMALL).orElseThrow());
        }
        assertThat(inTurn("claim", 75)).isEmpty();

        for (ByteBudget.Room one : small.subList(0, 400)) {
            one.release();
        }
        assertThat(budget.tryTake(ByteBudget.SMALL)).as("above 25 of 100").isEmpty();
        assertThat(inTurn("claim", 75)).isPresent();
    }

    @Test
    void aLongLineKeepsNoBodyOut() {
        ByteBudget.Room held = budget.tryTake(60 * MIB).orElseThrow();
        for (int i = 0; i < 100; i++) {
            assertThat(inTurn("download " + i, 20)).isEmpty();
        }
        held.giveBack(20 * MIB);

        assertThat(budget.tryTake(15 * MIB))
                .as("40 + 20 for the first + 15 of 75")
                .isPresent();
        assertThat(inTurn("download 1", 20)).isEmpty();
        assertThat(inTurn("download 0", 20)).isPresent();
    }

    @Test
    void aRoomThatWasReleasedHoldsNothingMore() {
        ByteBudget.Room room = budget.room();
        room.release();

        assertThat(room.tryHold(1)).isFalse();
        assertThat(room.tryHoldInTurn("late", MIB, PATIENCE)).isFalse();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void oneLargePieceIsHeldAloneHoweverLarge() {
        ByteBudget.Room alone = budget.tryTake(1_000 * MIB).orElseThrow();

        assertThat(budget.tryTake(MIB)).isEmpty();

        alone.release();
        alone.release();
        assertThat(budget.taken()).isZero();
        assertThat(budget.tryTake(75 * MIB)).isPresent();
    }

    @Test
    void whoAskedFirstComesFirst() {
        ByteBudget.Room held = budget.tryTake(50 * MIB).orElseThrow();
        assertThat(inTurn("first", 60)).isEmpty();
        assertThat(inTurn("second", 60)).isEmpty();
        assertThat(budget.tryTake(20 * MIB)).as("one who would delay them").isEmpty();

        held.release();

        assertThat(inTurn("second", 60)).isEmpty();
        assertThat(budget.tryTake(20 * MIB)).isEmpty();
        ByteBudget.Room first = inTurn("first", 60).orElseThrow();
        first.release();
        assertThat(inTurn("second", 60)).isPresent();
    }

    @Test
    void oneWhoDelaysNobodyPasses() {
        ByteBudget.Room held = budget.tryTake(20 * MIB).orElseThrow();
        assertThat(inTurn("first", 60)).isEmpty();
        held.giveBack(10 * MIB);

        assertThat(budget.tryTake(5 * MIB)).as("10 + 60 + 5 of 75").isPresent();
        assertThat(budget.tryTake(5 * MIB)).isEmpty();
        assertThat(inTurn("first", 60)).isPresent();
    }

    @Test
    void aTurnIsLostByThoseWhoDoNotAskAgainOrLeave() {
        ByteBudget.Room held = budget.tryTake(70 * MIB).orElseThrow();
        inTurn("gone", 60);
        inTurn("left", 60);
        budget.leaveLine("left");
        held.release();
        assertThat(budget.tryTake(70 * MIB)).isEmpty();

        nanos.addAndGet(PATIENCE.toNanos());

        assertThat(budget.tryTake(70 * MIB)).isPresent();
    }

    @Test
    void aBodyThatHasBegunToArriveGoesOnBeforeThoseWhoWait() {
        ByteBudget.Room arriving = budget.room();
        assertThat(arriving.tryHold(10 * MIB)).isTrue();
        assertThat(inTurn("claim", 75)).isEmpty();

        assertThat(arriving.tryHold(10 * MIB)).isTrue();
        assertThat(budget.room().tryHold(10 * MIB)).isFalse();
    }

    @Test
    void aRoomGrowsFromSmallToLarge() {
        ByteBudget.Room room = budget.room();
        assertThat(room.tryHold(ByteBudget.SMALL)).isTrue();
        assertThat(room.tryHold(MIB)).isTrue();
        assertThat(room.bytes()).isEqualTo(ByteBudget.SMALL + MIB);

        room.release();

        assertThat(budget.taken()).isZero();
    }

    @Test
    void aClaimThatIsGivenUpKeepsItsRoomUntilItsStatementEnds() {
        ByteBudget.Room room = budget.tryTake(75 * MIB).orElseThrow();
        Deque<UniEmitter<? super String>> driver = new ArrayDeque<>();
        UniAssertSubscriber<String> claim = room.until(Uni.createFrom().<String>emitter(driver::add))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        claim.cancel();
        assertThat(budget.taken()).isEqualTo(75 * MIB);

        driver.removeFirst().fail(new IllegalStateException("connection closed"));
        assertThat(budget.taken()).isZero();
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "A body's room was given back when its append timed out, while the driver still held the bytes",
            now = "The bytes count until the statement has really ended or its connection was closed")
    void anAppendThatTimesOutKeepsItsBytesUntilItsStatementEnds() {
        Deque<UniEmitter<? super List<String>>> driver = new ArrayDeque<>();
        GroupCommit<String, String> commit = new GroupCommit<>(
                new CommitLimits(10, MIB, 1, 10, MIB, Duration.ofMillis(100)),
                String::length,
                batch -> budget.watch(40 * MIB, Uni.createFrom().<List<String>>emitter(driver::add)));
        ByteBudget.Room request = budget.tryTake(40 * MIB).orElseThrow();
        List<Long> whenReleased = new ArrayList<>();

        UniAssertSubscriber<String> append = commit.submit("body")
                .onTermination()
                .invoke(() -> {
                    request.release();
                    whenReleased.add(budget.taken());
                })
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        append.awaitFailure(Duration.ofSeconds(20));

        assertThat(whenReleased).containsExactly(40 * MIB);
        assertThat(budget.tryTake(40 * MIB)).isEmpty();
        driver.removeFirst().complete(List.of("stored, late"));
        assertThat(budget.taken()).isZero();
    }

    @Test
    void aStatementThatIsGivenUpBeforeItBeginsDoesNotBegin() {
        Deque<UniEmitter<? super String>> driver = new ArrayDeque<>();
        UniAssertSubscriber<String> gone = new UniAssertSubscriber<>(true);

        budget.watch(MIB, Uni.createFrom().<String>emitter(driver::add))
                .subscribe()
                .withSubscriber(gone);

        assertThat(driver).isEmpty();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void aStatementThatEndsInTimeCountsNothing() {
        Deque<UniEmitter<? super String>> driver = new ArrayDeque<>();
        UniAssertSubscriber<String> statement = budget.watch(
                        MIB, Uni.createFrom().<String>emitter(driver::add))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        driver.removeFirst().complete("done");

        statement.assertItem("done");
        assertThat(budget.taken()).isZero();
    }

    /** A piece of work: asks each tenth of a second until it has its room, and then holds it for a while. */
    private record Work(int id, long bytes, long since, long at, boolean holds, Optional<ByteBudget.Room> room) {}

    /** An hour of invented work of every size, in time that only this test lets pass. */
    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "While a large delivery waited for its memory small ones behind it waited too, for up to 40 s",
            now =
                    "All steps draw on one budget of bytes, of which a quarter is kept for small ones: they wait for none")
    void smallOnesWaitForNobodyAndLargeOnesForThoseBeforeThem() {
        Random random = new Random(7);
        PriorityQueue<Work> next = new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));
        for (int id = 0; id < 40_000; id++) {
            long at = random.nextLong(3_600_000);
            boolean large = id % 20 == 0;
            long bytes = large ? (1 + random.nextInt(60)) * MIB : 1 + random.nextInt((int) ByteBudget.SMALL);
            next.add(new Work(id, bytes, at, at, false, Optional.empty()));
        }
        long longestSmall = 0;
        long longestLarge = 0;
        while (!next.isEmpty()) {
            Work work = next.remove();
            nanos.set(Duration.ofMillis(work.at()).toNanos());
            if (work.holds()) {
                work.room().orElseThrow().release();
                continue;
            }
            Optional<ByteBudget.Room> room = budget.tryTakeInTurn(work.id(), work.bytes(), PATIENCE);
            assertThat(budget.taken()).isLessThanOrEqualTo(MOST);
            long waited = work.at() - work.since();
            if (room.isEmpty()) {
                next.add(new Work(work.id(), work.bytes(), work.since(), work.at() + 100, false, room));
            } else {
                boolean large = work.bytes() > ByteBudget.SMALL;
                longestLarge = large ? Math.max(longestLarge, waited) : longestLarge;
                longestSmall = large ? longestSmall : Math.max(longestSmall, waited);
                long held = large ? 500 + random.nextInt(3_000) : 50 + random.nextInt(200);
                next.add(new Work(work.id(), work.bytes(), work.since(), work.at() + held, true, room));
            }
        }
        System.out.printf(
                "One budget for an hour of 38,000 small and 2,000 large pieces: longest wait %d ms and %d ms%n",
                longestSmall, longestLarge);
        assertThat(longestSmall).isZero();
        assertThat(longestLarge).isBetween(1_000L, 120_000L);
        assertThat(budget.taken()).isZero();
    }

    private Optional<ByteBudget.Room> inTurn(String who, long mebibytes) {
        return budget.tryTakeInTurn(who, mebibytes * MIB, PATIENCE);
    }
}
