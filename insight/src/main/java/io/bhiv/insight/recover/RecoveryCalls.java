package io.bhiv.insight.recover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.insight.ask.CallResult;
import io.bhiv.insight.ask.Services;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.IntConsumer;

/** The services' own previews, replays and redrives. */
@ApplicationScoped
class RecoveryCalls {

    /** The pace is kept here, a chunk a second; a chunk goes as fast as the service can. */
    private static final int SERVICES_OWN_RATE = 1_000;

    /** The same in every service. */
    private static final String RECORDS = "/api/v1/intake/parked";

    private static final int GONE = 404;

    private final Services services;
    private final ObjectMapper json;

    RecoveryCalls(Services services, ObjectMapper json) {
        this.services = services;
        this.json = json;
    }

    /** A service refused. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(CallResult answer) {
            super(answer.refusal());
        }
    }

    /** @param until parked, dead or failed at the latest then; empty for any time */
    Uni<Preview> preview(Selection selection, String until) {
        int limit = selection.limit();
        return switch (selection.target()) {
            case PARKED_DELIVERIES ->
                call(selection.target(), "GET", parkedDeliveries(selection), "")
                        .map(answer -> Preview.of(selection, upTo(until, answer.body())));
            case DEAD_PACKETS ->
                call(selection.target(), "POST", "/api/v1/dead:redrive?dryRun=true", dead(selection, limit, until))
                        .map(answer -> Preview.of(
                                selection,
                                answer.body().path("count").asInt(),
                                answer.body().path("packets"),
                                answer.body().path("died_until").asText("")));
            case PARKED_UPDATES ->
                call(selection.target(), "POST", ofCore(selection, true, limit, until), "")
                        .map(answer -> Preview.of(selection, answer.body().path("updates")));
            case FAILED_SENDS, FAILED_SAVES ->
                call(selection.target(), "POST", ofCore(selection, true, limit, until), "")
                        .map(answer -> Preview.of(selection, answer.body().path("deliveries")));
            case RECORDS_OF_BIOMETRIC, RECORDS_OF_BUCKET, RECORDS_OF_CORE, RECORDS_OF_AUTOMATION ->
                call(selection.target(), "GET", RECORDS + "?limit=" + limit, "")
                        .map(answer -> Preview.of(selection, upTo(until, answer.body())));
        };
    }

    /** These are sent each by its id: which ones is decided here. */
    private ArrayNode upTo(String until, JsonNode items) {
        ArrayNode kept = json.createArrayNode();
        items.forEach(item -> {
            String parked = Preview.since(item);
            if (until.isEmpty() || parked.isEmpty() || !Instant.parse(parked).isAfter(Instant.parse(until))) {
                kept.add(item);
            }
        });
        return kept;
    }

    /**
     * Sends the next ones.
     *
     * @param preview what was found: a service that takes its oldest goes no further than that
     * @param ids which, where the service is called once for each
     * @param sent receives after each call how many the service sent
     */
    Uni<Void> send(Preview preview, List<String> ids, int chunk, IntConsumer sent) {
        Selection selection = preview.selection();
        return switch (selection.target()) {
            case PARKED_DELIVERIES ->
                Multi.createFrom()
                        .iterable(ids)
                        .onItem()
                        .transformToUniAndConcatenate(
                                id -> act(selection, "/api/v1/biometric/replays?dryRun=false", event(id), sent))
                        .onItem()
                        .ignoreAsUni();
            case DEAD_PACKETS ->
                act(selection, "/api/v1/dead:redrive?dryRun=false", dead(selection, chunk, preview.until()), sent)
                        .replaceWithVoid();
            case PARKED_UPDATES, FAILED_SENDS, FAILED_SAVES ->
                act(selection, ofCore(selection, false, chunk, preview.until()), "", sent)
                        .replaceWithVoid();
            case RECORDS_OF_BIOMETRIC, RECORDS_OF_BUCKET, RECORDS_OF_CORE, RECORDS_OF_AUTOMATION ->
                Multi.createFrom()
                        .iterable(ids)
                        .onItem()
                        .transformToUniAndConcatenate(place -> takeAgain(selection.target(), place, sent))
                        .onItem()
                        .ignoreAsUni();
        };
    }

    /**
     * One that is refused again, or that Kafka no longer has, stays parked and keeps no other one waiting: the service lists it behind all
     * others, so that the next recovery begins with those.
     */
    private Uni<Void> takeAgain(Target target, String place, IntConsumer sent) {
        return services.call(target.service(), "POST", RECORDS + "/" + place + "/replay", "")
                .invoke(answer -> {
                    if (!answer.isDone() && answer.status() != GONE) {
                        throw new Refused(answer);
                    }
                    sent.accept(answer.body().path("outcome").asText("").equals("taken") ? 1 : 0);
                })
                .replaceWithVoid();
    }

    private Uni<Integer> act(Selection selection, String path, String body, IntConsumer sent) {
        return call(selection.target(), "POST", path, body)
                .map(answer -> answer.body().path("count").asInt())
                .invoke(sent::accept);
    }

    private Uni<CallResult> call(Target target, String method, String path, String body) {
        return services.call(target.service(), method, path, body).invoke(answer -> {
            if (!answer.isDone()) {
                throw new Refused(answer);
            }
        });
    }

    private static String parkedDeliveries(Selection selection) {
        return "/api/v1/biometric/parked?limit=" + selection.limit()
                + (selection.reason().isEmpty()
                        ? ""
                        : "&reason=" + URLEncoder.encode(selection.reason(), StandardCharsets.UTF_8))
                + (selection.provider().isEmpty() ? "" : "&provider=" + selection.provider());
    }

    private static String ofCore(Selection selection, boolean dryRun, int limit, String until) {
        String path = switch (selection.target()) {
            case PARKED_UPDATES -> "/core/updates/replay";
            case FAILED_SENDS -> "/connectors/core/replay";
            case FAILED_SAVES -> "/connectors/bucket/replay";
            case PARKED_DELIVERIES,
                    DEAD_PACKETS,
                    RECORDS_OF_BIOMETRIC,
                    RECORDS_OF_BUCKET,
                    RECORDS_OF_CORE,
                    RECORDS_OF_AUTOMATION ->
                throw new IllegalArgumentException(selection.target().wireName());
        };
        return path + "?dryRun=" + dryRun + "&limit=" + limit + "&rate=" + SERVICES_OWN_RATE
                + (until.isEmpty()
                        ? ""
                        : (selection.target() == Target.PARKED_UPDATES ? "&parkedUntil=" : "&failedUntil=") + until);
    }

    private String dead(Selection selection, int limit, String until) {
        ObjectNode body = json.createObjectNode().put("limit", limit);
        if (selection.reason().isEmpty()) {
            body.put("all", true);
        } else {
            body.put("reason", selection.reason());
        }
        if (!until.isEmpty()) {
            body.put("died_until", until);
        }
        return body.toString();
    }

    private String event(String id) {
        return json.createObjectNode().put("event_id", id).toString();
    }
}
