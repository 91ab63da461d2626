package io.bhiv.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.core.identity.Update;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UpdateQueueTest {

    private final UpdateQueue queue = new UpdateQueue(3, 10_000);

    @Test
    void takesTheOldestFirstUntilEitherLimit() {
        Update light = update(10);
        Update heavy = update(5_000);
        Update last = update(10);
        queue.offer(List.of(light, heavy, last));

        assertThat(queue.take(500, 5_000)).containsExactly(light, heavy);
        assertThat(queue.take(500, 5_000)).containsExactly(last);
        assertThat(queue.take(500, 5_000)).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void refusesWhatDoesNotFitByNumberOrWeightAndTakesItAgainLater() {
        assertThat(queue.offer(List.of(update(1), update(1), update(1)))).isTrue();
        assertThat(queue.offer(List.of(update(1)))).isFalse();
        assertThat(queue.take(500, 10_000)).hasSize(3);

        assertThat(queue.offer(List.of(update(10_000)))).isTrue();
        assertThat(queue.offer(List.of(update(1)))).isFalse();
        assertThat(queue.take(500, 1)).hasSize(1);
        assertThat(queue.offer(List.of(update(1)))).isTrue();
    }

    private static Update update(int bytes) {
        return new Update(UUID.randomUUID(), "m", "s", new byte[bytes], null);
    }
}
