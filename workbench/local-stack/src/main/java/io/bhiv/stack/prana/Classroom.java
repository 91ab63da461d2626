package io.bhiv.stack.prana;

import io.bhiv.play.prana.Learner;
import io.bhiv.stage.layout.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Learners whose pages report one after another, spread evenly over the interval, each in its own rhythm. */
final class Classroom implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final URI ingest;
    private final Duration every;
    private final Clock clock;
    private final List<Learner> learners = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService rhythm = Executors.newScheduledThreadPool(2);
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    private final Optional<String> apiKey = Settings.ofEnvironment().apiKey();

    Classroom(String bucket, int users, Duration every, Clock clock) {
        this.ingest = URI.create(bucket + "/api/v1/bucket/prana/ingest");
        this.every = every;
        this.clock = clock;
        for (int i = 1; i <= users; i++) {
            learners.add(new Learner("learner-%04d".formatted(i), i));
        }
    }

    /** What came of the packets so far. */
    record Score(long stored, long refused, long unanswered) {}

    void open() {
        long between = every.toNanos() / Math.max(1, learners.size());
        for (int i = 0; i < learners.size(); i++) {
            Learner learner = learners.get(i);
            var _ = rhythm.scheduleAtFixedRate(
                    () -> report(learner), i * between, every.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    Score score() {
        return new Score(stored.get(), refused.get(), unanswered.get());
    }

    private void report(Learner learner) {
        HttpRequest request = request(ingest)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(learner.packet(clock.instant(), every.toMillis() / 1000.0)))
                .build();
        var _ = client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .orTimeout(LIMIT.toNanos(), TimeUnit.NANOSECONDS)
                .handle((answer, failure) -> {
                    if (failure != null) {
                        unanswered.incrementAndGet();
                    } else {
                        (answer.statusCode() == 200 ? stored : refused).incrementAndGet();
                    }
                    return answer;
                });
    }

    /** The bucket's own view, as its status page gives it. */
    String status(String bucket) throws IOException, InterruptedException {
        HttpRequest request =
                request(URI.create(bucket + "/api/v1/bucket/prana/status")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpRequest.Builder request(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(LIMIT);
        apiKey.ifPresent(key -> request.header("X-Api-Key", key));
        return request;
    }

    @Override
    public void close() {
        rhythm.shutdownNow();
        client.close();
    }
}
