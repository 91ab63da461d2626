package io.bhiv.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline on a ledger whose answers come late or are lost. */
class StoppedPipelineTest {

    private static final String JOBS =
            "{\"jobs\":[{\"name\":\"job\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"http\",\"url\":\"%s/x\"}]}]}";

    @TempDir
    private Path folder;

    private final CompletableFuture<Boolean> answered = new CompletableFuture<>();
    private final AtomicInteger closings = new AtomicInteger();
    private final AtomicInteger claims = new AtomicInteger();

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "A run whose claim came back after the stop began was started, and cut off by the end of the process",
            now = "It is given back, and another replica runs it")
    void whatIsClaimedDuringTheStopIsGivenBack() throws IOException {
        try (TargetServer target = new TargetServer();
                LocalEngine local = LocalEngine.on(folder, JOBS.formatted(target.url()), this::claimsLate)) {
            due(local);
            UniAssertSubscriber<?> turn =
                    local.engine().pipeline().turn().subscribe().withSubscriber(UniAssertSubscriber.create());
            turn.assertNotTerminated();
            assertThat(history(local)).extracting(Entry::state).containsExactly(RunState.RUNNING);

            local.engine().inFlight().close();
            assertThat(local.engine().pipeline().awaitTurn(Duration.ofMillis(1)))
                    .isFalse();
            answered.complete(true);
            assertThat(local.engine().pipeline().awaitTurn(Duration.ofSeconds(5)))
                    .isTrue();

            await().untilAsserted(() ->
                    assertThat(history(local)).extracting(Entry::state).containsExactly(RunState.DUE));
            assertThat(target.requests()).isEmpty();
            await().untilAsserted(() ->
                    assertThat(local.engine().inFlight().isEmpty()).isTrue());
        }
    }

    @Test
    void anEndWhoseConfirmationWasLostHasItsLineInTheReports() throws IOException {
        try (TargetServer target = new TargetServer();
                LocalEngine local = LocalEngine.on(folder, JOBS.formatted(target.url()), this::losesTheFirstEnd)) {
            due(local);
            get(local.engine().pipeline().turn());

            await().untilAsserted(() -> assertThat(lines()).hasSize(1));
            assertThat(lines().getFirst()).contains("\"state\":\"succeeded\"");
            assertThat(closings).hasValue(2);
        }
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "A claim whose answer was lost, or came after its turn was cut, ended up to 1,024 runs as unknown, though none had"
                            + " begun and their replica was alive",
            now = "They are due again with the next turn, and run once")
    void whatWasClaimedAndNotAnsweredIsGivenBackAndRunOnce() throws IOException {
        try (TargetServer target = new TargetServer();
                LocalEngine local = LocalEngine.on(folder, JOBS.formatted(target.url()), this::losesTheFirstClaim)) {
            due(local);
            assertThatThrownBy(() -> get(local.engine().pipeline().turn())).hasMessage("the connection was lost");
            assertThat(history(local)).extracting(Entry::state).containsExactly(RunState.RUNNING);

            get(local.engine().pipeline().turn());

            await().untilAsserted(() ->
                    assertThat(history(local)).extracting(Entry::state).containsExactly(RunState.SUCCEEDED));
            get(local.engine().pipeline().turn());
            assertThat(target.requests()).hasSize(1);
        }
    }

    @Test
    void whatIsClaimedAfterItsTurnWasCutIsGivenBackAndRunOnce() throws IOException {
        try (TargetServer target = new TargetServer();
                LocalEngine local = LocalEngine.on(folder, JOBS.formatted(target.url()), this::hangsInTheFirstClaim)) {
            due(local);
            local.engine()
                    .pipeline()
                    .turn()
                    .subscribe()
                    .withSubscriber(UniAssertSubscriber.create())
                    .assertNotTerminated()
                    .cancel();
            assertThat(history(local)).extracting(Entry::state).containsExactly(RunState.RUNNING);

            get(local.engine().pipeline().turn());

            await().untilAsserted(() ->
                    assertThat(history(local)).extracting(Entry::state).containsExactly(RunState.SUCCEEDED));
            assertThat(target.requests()).hasSize(1);
        }
    }

    private static void due(LocalEngine local) {
        get(local.file().recordOccasion(Occurrence.due("job", Instant.now(), Occasion.of(Occasion.Kind.MANUAL))));
    }

    private static List<Entry> history(LocalEngine local) {
        return get(local.file().history("job", null, 10));
    }

    private List<String> lines() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("reports"))) {
            Optional<Path> run = files.filter(
                            file -> file.getFileName().toString().startsWith("run"))
                    .findFirst();
            return run.isEmpty() ? List.of() : Files.readAllLines(run.get());
        }
    }

    private Ledger claimsLate(Ledger ledger) {
        return changed(
                ledger, "claim", claimed -> claimed.call(() -> Uni.createFrom().completionStage(answered)));
    }

    /** The end is on disk, and the caller learns nothing of it. */
    private Ledger losesTheFirstEnd(Ledger ledger) {
        return changed(
                ledger,
                "close",
                closed -> closed.invoke(() -> {
                    if (closings.incrementAndGet() == 1) {
                        throw new IllegalStateException("the connection was lost");
                    }
                }));
    }

    private Ledger losesTheFirstClaim(Ledger ledger) {
        return changed(
                ledger,
                "claim",
                claimed -> claimed.invoke(() -> {
                    if (claims.incrementAndGet() == 1) {
                        throw new IllegalStateException("the connection was lost");
                    }
                }));
    }

    private Ledger hangsInTheFirstClaim(Ledger ledger) {
        return changed(
                ledger,
                "claim",
                claimed -> claimed.call(() -> claims.incrementAndGet() == 1
                        ? Uni.createFrom().nothing()
                        : Uni.createFrom().voidItem()));
    }

    private static Ledger changed(Ledger ledger, String call, UnaryOperator<Uni<?>> change) {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(ledger, arguments);
                        return method.getName().equals(call) ? change.apply((Uni<?>) answer) : answer;
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }
}
