package io.bhiv.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.person.Population;
import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.notice.NoticeSender;
import io.bhiv.simulator.people.Change;
import io.bhiv.simulator.people.RecordedDay;
import io.bhiv.simulator.people.Refused;
import io.bhiv.simulator.state.Fault;
import io.bhiv.simulator.state.Faults;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * The control of a running simulator over HTTP, below {@code /control}. Bodies are JSON objects whose members are all optional.
 *
 * <ul>
 *   <li>{@code POST people {count, days, seed, zone}}: accounts with so many days until yesterday
 *   <li>{@code POST nights {person, date, rmssd, earlier_minutes}}: a new night; {@code PUT} corrects one, {@code DELETE} deletes one
 *   <li>{@code POST workouts {person, date}}: a new workout; {@code DELETE} deletes one
 *   <li>{@code PUT faults {kind, path, times}}, {@code DELETE faults}
 *   <li>{@code PUT switches {hidden_seconds, pending_seconds, silent, repeated, signed_once}}
 *   <li>{@code PUT webhooks {urls}}: where notices go (WHOOP)
 *   <li>{@code DELETE grants {person}}: the person revokes
 *   <li>{@code GET state}: figures
 * </ul>
 */
final class ControlApi {

    static final String PREFIX = "/control/";

    private static final int MOST_DAYS = 5000;

    private final ProviderSimulator simulator;
    private final Clock clock;
    private final Consumer<String> log;

    ControlApi(ProviderSimulator simulator, Clock clock, Consumer<String> log) {
        this.simulator = simulator;
        this.clock = clock;
        this.log = log;
    }

    Answer handle(Request request) {
        ObjectNode body = Json.read(request.body()).orElseGet(Json::object);
        String what = request.method() + " " + request.path().substring(PREFIX.length());
        try {
            return switch (what) {
                case "GET state" -> Answer.json(200, state());
                case "POST people" -> people(body);
                case "POST nights" -> night(body, simulator.people()::newNight, "new night");
                case "PUT nights" -> night(body, simulator.people()::correctNight, "corrected night");
                case "DELETE nights" -> delete(body);
                case "POST workouts" -> workout(body);
                case "DELETE workouts" -> deleteWorkout(body);
                case "PUT faults" -> fault(body);
                case "DELETE faults" -> noFault();
                case "PUT switches" -> switches(body);
                case "PUT webhooks" -> webhooks(body);
                case "DELETE grants" -> revoke(body);
                default -> Answer.detail(404, "no such control");
            };
        } catch (Refused refused) {
            return Answer.detail(409, String.valueOf(refused.getMessage()));
        } catch (DateTimeException e) {
            return Answer.detail(400, "date or zone: " + e.getMessage());
        }
    }

    /** What a night is recorded or corrected by. */
    private interface Recording {
        RecordedDay record(String person, LocalDate date, Change change);
    }

    private Answer people(ObjectNode body) {
        ZoneId zone = ZoneId.of(Json.text(body, "zone").orElse("Europe/Berlin"));
        int days = body.path("days").asInt(90);
        int count = body.path("count").asInt(20);
        // About 25 KB a day are kept in memory.
        if (count < 1 || days < 1 || (long) count * days > MOST_DAYS) {
            return Answer.detail(400, "count times days must be between 1 and " + MOST_DAYS);
        }
        Population population = new Population(body.path("seed").asLong(1), count, zone);
        LocalDate yesterday = LocalDate.ofInstant(clock.instant(), zone).minusDays(1);
        List<String> names = simulator.people().prepare(population, yesterday, days);
        log.accept(count + " people with " + days + " days until " + yesterday);
        ObjectNode answer = Json.object();
        names.forEach(answer.putArray("people")::add);
        return Answer.json(201, answer.put("objects", simulator.objects().size()));
    }

    private Answer night(ObjectNode body, Recording recording, String label) {
        String person = person(body);
        OptionalDouble rmssd = body.path("rmssd").isNumber()
                ? OptionalDouble.of(body.path("rmssd").doubleValue())
                : OptionalDouble.empty();
        Duration earlier = Duration.ofMinutes(body.path("earlier_minutes").asLong(0));
        RecordedDay recorded = recording.record(person, date(body, person), new Change(rmssd, earlier));
        log.accept(label + " of " + person + ", " + recorded.day().date());
        return Answer.json(
                200,
                Json.object()
                        .put("person", person)
                        .put("date", recorded.day().date().toString())
                        .put("version", recorded.version().number()));
    }

    private Answer delete(ObjectNode body) {
        String person = person(body);
        LocalDate date = date(body, person);
        simulator.people().deleteNight(person, date);
        log.accept("deleted night of " + person + ", " + date);
        return Answer.empty(204);
    }

    private Answer workout(ObjectNode body) {
        String person = person(body);
        LocalDate date = date(body, person);
        simulator.people().newWorkout(person, date);
        log.accept("new workout of " + person + ", " + date);
        return Answer.empty(204);
    }

    private Answer deleteWorkout(ObjectNode body) {
        String person = person(body);
        LocalDate date = date(body, person);
        simulator.people().deleteWorkout(person, date);
        log.accept("deleted workout of " + person + ", " + date);
        return Answer.empty(204);
    }

    private String person(ObjectNode body) {
        return Json.text(body, "person").orElse("person-1");
    }

    /** Today where the person lives, unless the body names another date. */
    private LocalDate date(ObjectNode body, String person) {
        return Json.text(body, "date").map(LocalDate::parse).orElseGet(() -> {
            ZoneId zone = simulator
                    .wearers()
                    .find(person)
                    .map(history -> history.person().habits().zone())
                    .orElse(ZoneId.of("UTC"));
            return LocalDate.ofInstant(clock.instant(), zone);
        });
    }

    private Answer fault(ObjectNode body) {
        String wanted = Json.text(body, "kind").orElse("").toUpperCase(Locale.ROOT);
        Optional<Fault.Kind> kind = List.of(Fault.Kind.values()).stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst();
        if (kind.isEmpty()) {
            return Answer.detail(400, "kind is one of " + List.of(Fault.Kind.values()));
        }
        Fault fault = new Fault(
                kind.get(),
                Json.text(body, "path").orElse("/"),
                body.path("times").asInt(Fault.ALWAYS));
        simulator.faults().set(fault);
        log.accept("fault: " + fault.kind() + " on " + fault.path());
        return Answer.empty(204);
    }

    private Answer noFault() {
        simulator.faults().clear();
        log.accept("no fault any more");
        return Answer.empty(204);
    }

    private Answer switches(ObjectNode body) {
        var switches = simulator.switches();
        if (body.has("hidden_seconds")) {
            switches.hide(Duration.ofSeconds(body.path("hidden_seconds").asLong()));
        }
        if (body.has("pending_seconds")) {
            switches.scoreAfter(Duration.ofSeconds(body.path("pending_seconds").asLong()));
        }
        if (body.has("silent")) {
            switches.silence(body.path("silent").asBoolean());
        }
        if (body.has("repeated")) {
            switches.repeat(body.path("repeated").asBoolean());
        }
        if (body.has("signed_once")) {
            switches.signOnce(body.path("signed_once").asBoolean());
        }
        return Answer.empty(204);
    }

    private Answer webhooks(ObjectNode body) {
        List<URI> urls = new ArrayList<>();
        body.path("urls").forEach(url -> urls.add(URI.create(url.asText())));
        simulator.notify(urls);
        log.accept("notices go to " + urls.size() + " addresses");
        return Answer.empty(204);
    }

    private Answer revoke(ObjectNode body) {
        simulator.oauth().grants().revoke(person(body));
        log.accept(person(body) + " revoked");
        return Answer.empty(204);
    }

    private ObjectNode state() {
        NoticeSender.Figures notices = simulator.notices().figures();
        ObjectNode state = Json.object();
        state.put("people", simulator.wearers().names().size());
        state.put("connected", connected());
        state.put("days", simulator.wearers().dayCount());
        state.put("objects", simulator.objects().size());
        state.putObject("requests")
                .put("all", simulator.requests().count(""))
                .put("throttled", simulator.requests().count(entry -> entry.status() == 429))
                .put("redirected", simulator.requests().count(Faults.ELSEWHERE))
                .put("in_flight", simulator.inFlight() - 1);
        state.putObject("notices")
                .put("waiting", notices.waiting())
                .put("under_way", notices.underWay())
                .put("delivered", notices.delivered())
                .put("given_up", notices.givenUp());
        simulator.faults().now().forEach(fault -> state.withArray("faults").add(fault.kind() + " " + fault.path()));
        return state;
    }

    private long connected() {
        return simulator.wearers().names().stream()
                .filter(simulator.oauth().grants()::isConnected)
                .count();
    }
}
