package io.bhiv.insight.ask;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.bhiv.insight.evaluate.Sync;
import io.bhiv.kit.call.HttpCalls;
import io.bhiv.model.insight.MinuteDifference;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The services' own HTTP APIs. */
@Startup
@ApplicationScoped
public class Services {

    private static final long LARGEST = 1024 * 1024;
    private static final int MOST_FIELDS = 100;
    private static final int MOST_LINES = 30;
    private static final int CALLS_AT_ONCE = 8;
    private static final int RUNS = 50;
    private static final int SYNCS = 20;
    private static final int DUE_TIMES = 24;
    /** For the time line as a whole, however many jobs there are. */
    private static final Duration TIMES_LIMIT = Duration.ofSeconds(2);

    private final ServicesConfig config;
    private final ObjectMapper json;
    private final ObjectReader minutes;
    private final HttpCalls calls;

    Services(ServicesConfig config, ObjectMapper json, Vertx vertx) {
        this.config = config;
        this.json = json;
        this.minutes =
                json.readerFor(MinuteDifference.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.calls = new HttpCalls(
                vertx,
                new HttpClientOptions().setConnectTimeout((int) config.limit().toMillis()),
                LARGEST);
    }

    @PreDestroy
    void close() {
        calls.close();
    }

    private record Question(
            String service, String subject, Service asked, String path, Function<JsonNode, List<TimelineStep>> steps) {}

    /** What every service that has ids of this form has about an id; all are queried at once. */
    public Uni<List<ServiceAnswer>> about(String id) {
        List<Question> questions = uuid(id).map(uuid -> of(uuid, id)).orElseGet(() -> List.of(packet(id)));
        return Uni.join().all(questions.stream().map(this::ask).toList()).andCollectFailures();
    }

    /** An id that is written as UUIDs are; there are shorter texts that would be read as one. */
    public static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id))
                    .filter(uuid -> uuid.toString().equalsIgnoreCase(id));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static List<Question> of(UUID id, String typed) {
        return List.of(
                new Question(
                        "biometric-bridge-service",
                        "delivery of a provider",
                        Service.BIOMETRIC,
                        "/api/v1/biometric/deliveries/" + id,
                        TimelineSteps::ofDelivery),
                packet(typed),
                new Question(
                        "core-bridge-service",
                        "update of a module",
                        Service.CORE,
                        "/core/updates/" + id,
                        TimelineSteps::ofUpdate),
                new Question(
                        "core-bridge-service",
                        "delivery of a connector",
                        Service.CORE,
                        "/connectors/deliveries/" + id,
                        TimelineSteps::ofConnector));
    }

    /** @param id as it was typed: a client may have chosen any text, in which upper and lower case differ */
    private static Question packet(String id) {
        return new Question(
                "bucket-service",
                "packet of PRANA",
                Service.BUCKET,
                "/api/v1/packets/" + encoded(id),
                TimelineSteps::ofPacket);
    }

    /** Why the triggers of a delivery fired, by their ids: health data, to be shown to operators alone. Empty where no answer came. */
    public Uni<Map<String, String>> explanations(UUID delivery) {
        return call(Service.BIOMETRIC, "GET", "/api/v1/biometric/deliveries/" + delivery + "/triggers", "")
                .map(answer -> {
                    Map<String, String> explanations = new HashMap<>();
                    if (answer.isDone()) {
                        answer.body()
                                .forEach(trigger -> explanations.put(
                                        trigger.path("trigger_id").asText(""),
                                        trigger.path("explanation").asText("")));
                    }
                    return explanations;
                })
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.debugf("A service did not explain its triggers [cause=%s]", failure.getClass());
                    return new HashMap<>();
                });
    }

    /** The minutes in which an intake's tally and rows do not agree; empty where its service does not answer. */
    public Uni<Optional<List<MinuteDifference>>> differences(Service service, String intake) {
        return call(service, "GET", "/api/v1/tally/" + encoded(intake), "")
                .map(answer -> answer.isDone()
                        ? Optional.of(minutes(answer.body()))
                        : Optional.<List<MinuteDifference>>empty())
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.debugf("A service did not answer the page [service=%s cause=%s]", service, failure.getClass());
                    return Optional.empty();
                });
    }

    private List<MinuteDifference> minutes(JsonNode answer) {
        List<MinuteDifference> found = new ArrayList<>();
        for (JsonNode one : answer.path("minutes")) {
            try {
                found.add(minutes.readValue(one));
            } catch (IOException unreadable) {
                throw new IllegalStateException("a service named a minute that is none", unreadable);
            }
        }
        return found;
    }

    /** The updates of modules that came last; empty where the core bridge does not answer. */
    public Uni<Optional<List<Sync>>> syncs() {
        return call(Service.CORE, "GET", "/core/updates?limit=" + SYNCS, "")
                .map(answer -> answer.isDone() ? Optional.of(SyncRows.of(answer.body())) : Optional.<List<Sync>>empty())
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.debugf("The core bridge did not answer the page [cause=%s]", failure.getClass());
                    return Optional.empty();
                });
    }

    /** The first 10,000 jobs as the automation service reports them; empty where it does not answer. */
    public Uni<Optional<List<JobRow>>> jobs() {
        return call(Service.AUTOMATION, "GET", "/automation/jobs", "")
                .map(answer ->
                        answer.isDone() ? Optional.of(JobRow.all(answer.body())) : Optional.<List<JobRow>>empty())
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.debugf("The automation service did not answer the page [cause=%s]", failure.getClass());
                    return Optional.empty();
                });
    }

    /** When each job ran and when it will; of the first {@value #MOST_LINES}. What has not come within two seconds is not waited for. */
    public Uni<List<JobTimes>> times(List<JobRow> jobs) {
        List<JobRow> asked = jobs.stream().limit(MOST_LINES).toList();
        return Multi.createFrom()
                .iterable(asked)
                .onItem()
                .transformToUni(this::times)
                .merge(CALLS_AT_ONCE)
                .select()
                .first(TIMES_LIMIT)
                .collect()
                .asMap(JobTimes::job)
                .map(found -> asked.stream()
                        .map(JobRow::name)
                        .map(name -> found.getOrDefault(name, JobTimes.unanswered(name)))
                        .toList());
    }

    private Uni<JobTimes> times(JobRow job) {
        String path = "/automation/jobs/" + encoded(job.name());
        return Uni.combine()
                .all()
                .unis(
                        call(Service.AUTOMATION, "GET", path + "/runs?limit=" + RUNS, ""),
                        call(Service.AUTOMATION, "GET", path + "/next?count=" + DUE_TIMES, ""))
                .with((runs, next) -> runs.isDone() && next.isDone()
                        ? JobTimes.of(
                                job.name(), JobTimes.runs(runs.body()), RUNS, JobTimes.planned(next.body()), DUE_TIMES)
                        : JobTimes.unanswered(job.name()))
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.debugf("The automation service did not answer the page [cause=%s]", failure.getClass());
                    return JobTimes.unanswered(job.name());
                });
    }

    /** A text as one segment of a path. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * One call of a service's API, for what the page does.
     *
     * @param body JSON, or empty for none
     * @return fails where no whole answer came within the limit, or none that is JSON; the request may have been carried out then
     */
    public Uni<CallResult> call(Service service, String method, String path, String body) {
        return send(method, base(service), path, body)
                .map(answer -> new CallResult(
                        answer.status(),
                        answer.body().length == 0 ? json.getNodeFactory().nullNode() : tree(answer.body())));
    }

    private URI base(Service service) {
        return switch (service) {
            case BIOMETRIC -> config.biometric();
            case BUCKET -> config.bucket();
            case CORE -> config.core();
            case AUTOMATION -> config.automation();
        };
    }

    private Uni<HttpCalls.Answer> send(String method, URI base, String path, String body) {
        Map<String, String> headers = new HashMap<>();
        config.key().ifPresent(key -> headers.put("X-Api-Key", key));
        if (!body.isEmpty()) {
            headers.put("Content-Type", "application/json");
        }
        return calls.send(
                        new HttpCalls.Call(method, base.resolve(path), headers, body.getBytes(StandardCharsets.UTF_8)))
                .ifNoItem()
                .after(config.limit())
                .fail();
    }

    private Uni<ServiceAnswer> ask(Question question) {
        return send("GET", base(question.asked()), question.path(), "")
                .map(answer -> read(question, answer))
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.debugf(
                            "A service did not answer the page [service=%s cause=%s]",
                            question.service(), failure.getClass());
                    return ServiceAnswer.nothing(
                            question.service(), question.subject(), ServiceAnswer.Outcome.NO_ANSWER);
                });
    }

    private ServiceAnswer read(Question question, HttpCalls.Answer answer) {
        if (answer.status() == 404) {
            return ServiceAnswer.nothing(question.service(), question.subject(), ServiceAnswer.Outcome.UNKNOWN);
        }
        if (answer.status() != 200) {
            return ServiceAnswer.nothing(question.service(), question.subject(), ServiceAnswer.Outcome.NO_ANSWER);
        }
        JsonNode body = tree(answer.body());
        List<ServiceAnswer.Field> fields = new ArrayList<>();
        flatten("", body, fields);
        return new ServiceAnswer(
                question.service(),
                question.subject(),
                ServiceAnswer.Outcome.FOUND,
                fields,
                question.steps().apply(body));
    }

    private JsonNode tree(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("an answer of a service is no JSON", unreadable);
        } catch (IOException unreadable) {
            throw new IllegalStateException("an answer of a service cannot be read", unreadable);
        }
    }

    private static void flatten(String path, JsonNode node, List<ServiceAnswer.Field> fields) {
        if (fields.size() >= MOST_FIELDS) {
            return;
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(one ->
                            flatten(path.isEmpty() ? one.getKey() : path + "." + one.getKey(), one.getValue(), fields));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "[" + i + "]", node.get(i), fields);
            }
        } else if (!node.isNull()) {
            fields.add(new ServiceAnswer.Field(path, node.asText()));
        }
    }
}
