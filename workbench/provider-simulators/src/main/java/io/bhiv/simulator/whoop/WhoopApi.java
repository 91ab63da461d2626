package io.bhiv.simulator.whoop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.document.WhoopRecords;
import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.oauth.Grant;
import io.bhiv.simulator.oauth.OAuthServer;
import io.bhiv.simulator.people.Wearers;
import io.bhiv.simulator.quota.Quota;
import io.bhiv.simulator.state.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code /developer/v2}: the records of the person whose token it is. There is no recovery by id: it is found by its cycle, or in the
 * list.
 */
final class WhoopApi {

    static final String PATH = "/developer/v2/";

    private final OAuthServer oauth;
    private final Wearers wearers;
    private final ObjectStore objects;
    private final WhoopQuota quota;
    private final WhoopPages pages;
    private final Clock clock;

    WhoopApi(OAuthServer oauth, Wearers wearers, ObjectStore objects, WhoopQuota quota, WhoopPages pages, Clock clock) {
        this.oauth = oauth;
        this.wearers = wearers;
        this.objects = objects;
        this.quota = quota;
        this.pages = pages;
        this.clock = clock;
    }

    Answer handle(Request request) {
        Optional<Grant> grant = oauth.grant(request);
        if (grant.isEmpty()) {
            return Answer.detail(401, "Unauthorized");
        }
        Quota.Decision decision = quota.take();
        return decision.allowed()
                ? quota.withHeaders(permitted(request, grant.get()), decision)
                : quota.tooMany(decision);
    }

    private Answer.Whole permitted(Request request, Grant grant) {
        List<String> path = List.of(request.path().substring(PATH.length()).split("/"));
        if (request.is("DELETE", PATH + "user/access")) {
            oauth.grants().revoke(grant);
            return Answer.empty(204);
        }
        if (!request.method().equals("GET")) {
            return notFound();
        }
        return switch (path.getFirst()) {
            case "cycle" -> cycle(request, grant, path);
            case "recovery" ->
                path.size() == 1
                        ? scoped(grant, "read:recovery", person -> list(request, person, WhoopRecords.RECOVERY))
                        : notFound();
            case "activity" -> activity(request, grant, path);
            case "user" -> user(grant, String.join("/", path));
            default -> notFound();
        };
    }

    private Answer.Whole cycle(Request request, Grant grant, List<String> path) {
        if (path.size() == 1) {
            return scoped(grant, "read:cycles", person -> list(request, person, WhoopRecords.CYCLE));
        }
        String id = path.get(1);
        // A broken number is answered with 400.
        long cycle = Long.parseLong(id);
        if (path.size() == 2) {
            return scoped(grant, "read:cycles", person -> single(person, WhoopRecords.CYCLE, id));
        }
        return switch (path.get(2)) {
            case "recovery" -> scoped(grant, "read:recovery", person -> ofCycle(person, WhoopRecords.RECOVERY, cycle));
            case "sleep" -> scoped(grant, "read:sleep", person -> ofCycle(person, WhoopRecords.SLEEP, cycle));
            default -> notFound();
        };
    }

    private Answer.Whole activity(Request request, Grant grant, List<String> path) {
        if (path.size() < 2 || path.size() > 3) {
            return notFound();
        }
        return switch (path.get(1)) {
            case "sleep" -> scoped(grant, "read:sleep", person -> records(request, person, WhoopRecords.SLEEP, path));
            case "workout" ->
                scoped(grant, "read:workout", person -> records(request, person, WhoopRecords.WORKOUT, path));
            default -> notFound();
        };
    }

    private Answer.Whole user(Grant grant, String path) {
        return switch (path) {
            case "user/profile/basic" ->
                scoped(grant, "read:profile", person -> ofPerson(person, WhoopRecords::profile));
            case "user/measurement/body" ->
                scoped(grant, "read:body_measurement", person -> ofPerson(person, WhoopRecords::bodyMeasurement));
            default -> notFound();
        };
    }

    /** The documents do not say how a missing scope is answered; 403 is what the standard says. */
    private static Answer.Whole scoped(Grant grant, String scope, Function<String, Answer.Whole> answer) {
        return grant.allows(scope) ? answer.apply(grant.person()) : Answer.detail(403, "Forbidden");
    }

    private Answer.Whole records(Request request, String person, String collection, List<String> path) {
        return path.size() == 2 ? list(request, person, collection) : single(person, collection, path.get(2));
    }

    private Answer.Whole list(Request request, String person, String collection) {
        return pages.page(request, objects.list(person, collection, clock.instant()));
    }

    private Answer.Whole single(String person, String collection, String id) {
        return objects.find(person, collection, id, clock.instant())
                .map(body -> Answer.json(200, body))
                .orElseGet(WhoopApi::notFound);
    }

    private Answer.Whole ofCycle(String person, String collection, long cycle) {
        return objects.list(person, collection, clock.instant()).stream()
                .map(ObjectStore.Shown::body)
                .filter(body -> body.path("cycle_id").longValue() == cycle
                        && !body.path("nap").asBoolean())
                .findFirst()
                .map(body -> Answer.json(200, body))
                .orElseGet(WhoopApi::notFound);
    }

    private Answer.Whole ofPerson(String person, Function<WhoopRecords, ObjectNode> answer) {
        return wearers.find(person)
                .map(history -> Answer.json(200, answer.apply(new WhoopRecords(history.person()))))
                .orElseGet(WhoopApi::notFound);
    }

    private static Answer.Whole notFound() {
        return Answer.detail(404, "Not Found");
    }
}
