package io.bhiv.kit.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.sqlclient.ClosedConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final List<List<String>> batches = new ArrayList<>();
    private final Deque<UniEmitter<? super List<String>>> disk = new ArrayDeque<>();

    @Test
    void arrivalsDuringAWriteShareTheNextBatch() {
        GroupCommit<String, String> commit = slowDisk(limits(512, 1, 100));

        List<UniAssertSubscriber<String>> callers =
                IntStream.range(0, 5).mapToObj(i -> submit(commit, "r" + i)).toList();
        diskConfirms();
        diskConfirms();

        assertThat(batches).containsExactly(List.of("r0"), List.of("r1", "r2", "r3", "r4"));
        callers.forEach(caller -> caller.assertCompleted());
    }

    @Test
    void nothingIsConfirmedBeforeTheWriteIs() {
        GroupCommit<String, String> commit = slowDisk(limits(512, 1, 100));

        UniAssertSubscriber<String> caller = submit(commit, "r");

        caller.assertNotTerminated();
        diskConfirms();
        caller.assertCompleted().assertItem("stored r");
    }

    @Test
    void aFullQueueRefusesAtOnce() {
        GroupCommit<String, String> commit = slowDisk(limits(1, 1, 2));
        submit(commit, "being written");
        submit(commit, "waits");
        submit(commit, "waits too");

        submit(commit, "one too many").assertFailedWith(Overloaded.class);
    }

    @Test
    void batchesRespectTheirWeight() {
        GroupCommit<String, String> commit = new GroupCommit<>(
                new CommitLimits(512, 10, 1, 100, 1_000, Duration.ofSeconds(5)), String::length, this::writeSlowly);
        submit(commit, "first");

        submit(commit, "12345678");
        submit(commit, "12345678");
        submit(commit, "x");
        diskConfirms();
        diskConfirms();
        diskConfirms();

        assertThat(batches).containsExactly(List.of("first"), List.of("12345678", "12345678"), List.of("x"));
    }

    @Test
    void oneItemThatCannotBeStoredTakesNoOtherDown() {
        GroupCommit<String, String> commit = new GroupCommit<>(limits(512, 1, 100), String::length, items -> {
            batches.add(items);
            return batches.size() == 1 ? writeSlowly(items) : poisonous(items);
        });
        submit(commit, "occupies the disk");

        List<UniAssertSubscriber<String>> callers = List.of("a", "b", "poison", "c").stream()
                .map(item -> submit(commit, item))
                .toList();
        diskConfirms();

        callers.get(0).assertItem("stored a");
        callers.get(1).assertItem("stored b");
        callers.get(2).assertFailedWith(IllegalArgumentException.class);
        callers.get(3).assertItem("stored c");
    }

    @Test
    void aLostConnectionFailsTheBatchWithoutTryingItInPieces() {
        GroupCommit<String, String> commit = slowDisk(limits(512, 1, 100));
        submit(commit, "first");
        UniAssertSubscriber<String> second = submit(commit, "second");
        UniAssertSubscriber<String> third = submit(commit, "third");
        diskConfirms();

        disk.removeFirst().fail(ClosedConnectionException.INSTANCE);

        second.assertFailedWith(ClosedConnectionException.class);
        third.assertFailedWith(ClosedConnectionException.class);
        assertThat(batches).hasSize(2);
    }

    @Test
    void manyThreadsLoseNothing() {
        ConcurrentHashMap.KeySetView<Integer, Boolean> written = ConcurrentHashMap.newKeySet();
        GroupCommit<Integer, Integer> commit = new GroupCommit<>(
                limits(64, 2, 100_000),
                item -> 1,
                items -> Uni.createFrom()
                        .completionStage(() -> CompletableFuture.supplyAsync(
                                () -> {
                                    written.addAll(items);
                                    return items;
                                },
                                ForkJoinPool.commonPool())));

        List<CompletableFuture<Integer>> callers = IntStream.range(0, 20_000)
                .parallel()
                .mapToObj(i -> commit.submit(i).subscribeAsCompletionStage())
                .toList();

        assertThat(callers).allSatisfy(caller -> assertThat(caller.join()).isNotNull());
        assertThat(written).hasSize(20_000);
        assertThat(commit.waiting()).isZero();
    }

    @Test
    void aRequestOfManyIsNeverSplitAndGetsItsResultsInOrder() {
        GroupCommit<String, String> commit = slowDisk(limits(2, 1, 100));
        submit(commit, "first");
        UniAssertSubscriber<List<String>> many = submitAll(commit, "a", "b", "c");
        UniAssertSubscriber<String> next = submit(commit, "next");

        diskConfirms();
        diskConfirms();
        diskConfirms();

        assertThat(batches).containsExactly(List.of("first"), List.of("a", "b", "c"), List.of("next"));
        many.assertItem(List.of("stored a", "stored b", "stored c"));
        next.assertItem("stored next");
    }

    @Test
    void aRequestOfManyIsStoredWholeOrNotAtAll() {
        GroupCommit<String, String> commit = new GroupCommit<>(limits(512, 1, 100), String::length, items -> {
            batches.add(items);
            return batches.size() == 1 ? writeSlowly(items) : poisonous(items);
        });
        submit(commit, "occupies the disk");
        UniAssertSubscriber<List<String>> whole = submitAll(commit, "a", "b");
        UniAssertSubscriber<List<String>> poisoned = submitAll(commit, "c", "poison");
        UniAssertSubscriber<List<String>> other = submitAll(commit, "d", "e");

        diskConfirms();

        whole.assertItem(List.of("stored a", "stored b"));
        poisoned.assertFailedWith(IllegalArgumentException.class);
        other.assertItem(List.of("stored d", "stored e"));
    }

    @Test
    void itemsOfARequestCountTowardsTheQueue() {
        GroupCommit<String, String> commit = slowDisk(limits(1, 1, 3));
        submit(commit, "being written");
        submitAll(commit, "a", "b");

        assertThat(commit.waiting()).isEqualTo(2);
        submitAll(commit, "c", "d").assertFailedWith(Overloaded.class);
        assertThat(commit.waiting()).isEqualTo(2);
    }

    @Test
    void aLightRequestWaitsForOneHeavyBatchBeforeItsOwn() {
        String heavy = "h".repeat(32);
        GroupCommit<String, String> commit = new GroupCommit<>(
                new CommitLimits(512, 32, 1, 100, 1_000, Duration.ofSeconds(5)), String::length, this::writeSlowly);
        IntStream.range(0, 6).forEach(i -> submit(commit, heavy));
        diskConfirms();

        UniAssertSubscriber<String> light = submit(commit, "a");
        UniAssertSubscriber<String> other = submit(commit, "b");
        diskConfirms();
        diskConfirms();
        UniAssertSubscriber<String> late = submit(commit, "c");
        diskConfirms();
        diskConfirms();

        light.assertItem("stored a");
        other.assertItem("stored b");
        late.assertItem("stored c");
        assertThat(commit.waiting()).as("heavy requests that wait").isEqualTo(2);
    }

    @Test
    void heavyRequestsAreNotHeldUpByLightOnes() {
        GroupCommit<String, String> commit = new GroupCommit<>(
                new CommitLimits(1, 32, 1, 100, 1_000, Duration.ofSeconds(5)), String::length, this::writeSlowly);
        IntStream.range(0, 3).forEach(i -> submit(commit, "l"));

        UniAssertSubscriber<String> heavy = submit(commit, "h".repeat(32));
        IntStream.range(0, 3).forEach(i -> submit(commit, "l"));
        IntStream.range(0, 3).forEach(i -> diskConfirms());
        heavy.assertNotTerminated();
        diskConfirms();

        heavy.assertCompleted();
        assertThat(commit.waiting()).as("light requests that came later").isEqualTo(2);
    }

    @Test
    void whatIsSubmittedInOrderIsStoredInOrderWhateverItsWeight() {
        String heavy = "h".repeat(32);
        GroupCommit<String, String> commit = new GroupCommit<>(
                new CommitLimits(512, 32, 1, 100, 1_000, Duration.ofSeconds(5)), String::length, this::writeSlowly);
        submit(commit, "occupies the disk");

        UniAssertSubscriber<String> older =
                commit.submitInOrder(heavy).subscribe().withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<String> newer =
                commit.submitInOrder("n").subscribe().withSubscriber(UniAssertSubscriber.create());
        diskConfirms();
        diskConfirms();
        older.assertItem("stored " + heavy);
        newer.assertNotTerminated();
        diskConfirms();

        newer.assertItem("stored n");
    }

    @Test
    void aRequestOfNothingIsStoredAtOnce() {
        submitAll(slowDisk(limits(1, 1, 1))).assertItem(List.of());
        assertThat(batches).isEmpty();
    }

    @Test
    void limitsOfNothingAreRefused() {
        assertThatThrownBy(() -> limits(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static CommitLimits limits(int batch, int inFlight, int queued) {
        return new CommitLimits(batch, 1 << 20, inFlight, queued, 1 << 20, Duration.ofSeconds(5));
    }

    private GroupCommit<String, String> slowDisk(CommitLimits limits) {
        return new GroupCommit<>(limits, String::length, this::writeSlowly);
    }

    private Uni<List<String>> writeSlowly(List<String> items) {
        if (!batches.contains(items)) {
            batches.add(items);
        }
        return Uni.createFrom().<List<String>>emitter(disk::addLast).replaceWith(stored(items));
    }

    private static Uni<List<String>> poisonous(List<String> items) {
        return items.contains("poison")
                ? Uni.createFrom().failure(new IllegalArgumentException("cannot be stored"))
                : Uni.createFrom().item(stored(items));
    }

    private static List<String> stored(List<String> items) {
        return items.stream().map(item -> "stored " + item).toList();
    }

    private void diskConfirms() {
        disk.removeFirst().complete(List.of());
    }

    private static UniAssertSubscriber<String> submit(GroupCommit<String, String> commit, String item) {
        return commit.submit(item).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static UniAssertSubscriber<List<String>> submitAll(GroupCommit<String, String> commit, String... items) {
        return commit.submitAll(List.of(items)).subscribe().withSubscriber(UniAssertSubscriber.create());
    }
}
