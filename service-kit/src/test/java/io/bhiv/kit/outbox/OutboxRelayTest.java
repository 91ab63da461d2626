package io.bhiv.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.kafka.TestSender;
import io.bhiv.kit.loop.Step;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OutboxRelayTest {

    private final TestSender kafka = new TestSender();
    private final Table table = new Table();
    private final OutboxRelay<String> relay =
            new OutboxRelay<>(table, row -> new ProducerRecord<>("topic", row, new byte[] {1}), kafka.sender, 2);

    @Test
    void rowsAreMarkedOnlyAfterTheBrokerAcknowledgedThem() {
        table.due.addAll(List.of("a", "b"));

        UniAssertSubscriber<Step> turn = turn(2);
        assertThat(table.published).isEmpty();
        kafka.broker.completeNext();
        kafka.broker.completeNext();

        turn.awaitItem().assertItem(Step.MORE);
        assertThat(table.published).containsExactly("a", "b");
    }

    @Test
    void whatWasNotAcknowledgedIsGivenBackAloneAndTheTurnDoesNotHurryOn() {
        table.due.addAll(List.of("a", "b"));

        UniAssertSubscriber<Step> turn = turn(2);
        kafka.broker.errorNext(new TimeoutException("no broker"));
        kafka.broker.completeNext();

        turn.awaitItem().assertItem(Step.IDLE);
        assertThat(table.published).containsExactly("b");
        assertThat(table.released).containsExactly("a");
    }

    @Test
    void whatIsTooLargeIsRefusedAndHoldsNobodyUp() {
        table.due.addAll(List.of("a", "b"));

        UniAssertSubscriber<Step> turn = turn(2);
        kafka.broker.errorNext(new RecordTooLargeException("too large"));
        kafka.broker.completeNext();

        turn.awaitItem().assertItem(Step.MORE);
        assertThat(table.refused).containsExactly("a");
        assertThat(table.published).containsExactly("b");
        assertThat(table.released).isEmpty();
    }

    @Test
    void aClaimThatIsSmallerThanTheBatchIsNotTakenForTheLast() {
        table.due.add("a");

        UniAssertSubscriber<Step> turn = turn(1);
        kafka.broker.completeNext();

        turn.awaitItem().assertItem(Step.MORE);
    }

    @Test
    void anEmptyOutboxIsIdle() {
        turn(0).awaitItem().assertItem(Step.IDLE);
    }

    @Test
    void nothingIsClaimedWhileTheBreakerIsOpen() {
        for (int i = 0; i < 5; i++) {
            var _ = kafka.sender
                    .breaker()
                    .call(() -> CompletableFuture.failedFuture(new IllegalStateException("no broker")));
        }
        table.due.add("a");

        turn(0).awaitItem().assertItem(Step.IDLE);

        assertThat(table.due).containsExactly("a");
    }

    private UniAssertSubscriber<Step> turn(int records) {
        UniAssertSubscriber<Step> turn = relay.turn().subscribe().withSubscriber(UniAssertSubscriber.create());
        Awaitility.await()
                .untilAsserted(() -> assertThat(kafka.broker.history()).hasSize(records));
        return turn;
    }

    /** A table in memory. */
    private static final class Table implements Outbox<String> {

        private final List<String> due = new ArrayList<>();
        private final List<String> published = new ArrayList<>();
        private final List<String> released = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();

        @Override
        public Uni<List<String>> claim(int limit) {
            List<String> claimed = List.copyOf(due.subList(0, Math.min(limit, due.size())));
            due.removeAll(claimed);
            return Uni.createFrom().item(claimed);
        }

        @Override
        public Uni<Void> markPublished(List<String> rows) {
            published.addAll(rows);
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> release(List<String> rows) {
            released.addAll(rows);
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> refused(List<String> rows) {
            refused.addAll(rows);
            return Uni.createFrom().voidItem();
        }
    }
}
