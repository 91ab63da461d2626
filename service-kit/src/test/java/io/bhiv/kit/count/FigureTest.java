package io.bhiv.kit.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FigureTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicReference<Uni<Integer>> answer =
            new AtomicReference<>(Uni.createFrom().item(1));
    private final List<Optional<Integer>> shown = new ArrayList<>();
    private final Figure<Integer> figure = new Figure<>(answer::get, shown::add);
    private final Figure<Integer> other = new Figure<>(() -> Uni.createFrom().item(7));

    @Test
    void isUnknownBeforeItIsRead() {
        assertThat(figure.now()).isEmpty();
        assertThat(figure.number(one -> one)).isNaN();
    }

    @Test
    void oneThatFailsIsUnknownAndTheOthersAreRead() {
        Figure.readAll(figure, other).await().atMost(PATIENCE);
        answer.set(Uni.createFrom().failure(new IllegalStateException("no answer")));

        assertThatThrownBy(() -> Figure.readAll(figure, other).await().atMost(PATIENCE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no answer");

        assertThat(shown).containsExactly(Optional.of(1), Optional.empty());
        assertThat(figure.number(one -> one)).isNaN();
        assertThat(other.number(one -> one)).isEqualTo(7);
    }

    @Test
    void oneThatIsCutShortIsUnknownAndTheOthersAreRead() {
        Figure.readAll(figure).await().atMost(PATIENCE);
        answer.set(Uni.createFrom().nothing());

        Cancellable turn = Figure.readAll(figure, other).subscribe().with(read -> {});
        turn.cancel();

        assertThat(figure.now()).isEmpty();
        assertThat(other.now()).contains(7);
    }

    @Test
    void oneWhoseReadingThrowsTakesNoneAlong() {
        Figure<Integer> broken = new Figure<>(() -> {
            throw new IllegalStateException("no statement");
        });

        assertThatThrownBy(() -> Figure.readAll(broken, other).await().atMost(PATIENCE))
                .hasMessage("no statement");

        assertThat(other.now()).contains(7);
    }
}
