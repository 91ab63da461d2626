package io.bhiv.simulator.oura;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.document.OuraDocuments;
import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.oauth.Grant;
import io.bhiv.simulator.oauth.OAuthServer;
import io.bhiv.simulator.people.Wearers;
import io.bhiv.simulator.state.Faults;
import io.bhiv.simulator.state.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code /v2/usercollection}: lists with pages and single documents of the person whose token it is. */
final class OuraApi {

    static final String PATH = "/v2/usercollection/";

    private static final int PAGE = 50;

    private final OAuthServer oauth;
    private final Wearers wearers;
    private final ObjectStore objects;
    private final OuraQuota quota;
    private final Faults faults;
    private final Clock clock;
    private final Set<String> lapsed = ConcurrentHashMap.newKeySet();

    OuraApi(OAuthServer oauth, Wearers wearers, ObjectStore objects, OuraQuota quota, Faults faults, Clock clock) {
        this.oauth = oauth;
        this.wearers = wearers;
        this.objects = objects;
        this.quota = quota;
        this.faults = faults;
        this.clock = clock;
    }

    /** From now on, or no longer, a membership that ran out. */
    void lapse(String person, boolean on) {
        if (on) {
            lapsed.add(person);
        } else {
            lapsed.remove(person);
        }
    }

    Answer handle(Request request) {
        Optional<Grant> grant = oauth.grant(request);
        if (grant.isEmpty()) {
            return Answer.detail(401, "Unauthorized");
        }
        return quota.refusal(request.bearer().orElse("")).orElseGet(() -> permitted(request, grant.get()));
    }

    private Answer permitted(Request request, Grant grant) {
        String[] rest = request.path().substring(PATH.length()).split("/", 2);
        String collection = rest[0];
        if (!request.method().equals("GET")) {
            return Answer.detail(405, "Method Not Allowed");
        }
        boolean allowed = OuraCollections.scopes(collection).stream().anyMatch(grant::allows);
        if (!allowed || lapsed.contains(grant.person())) {
            return Answer.detail(403, "Forbidden");
        }
        if (collection.equals("personal_info") && rest.length == 1) {
            return personalInfo(grant);
        }
        if (OuraCollections.hasDocuments(collection)) {
            return rest.length == 2
                    ? single(grant.person(), collection, rest[1])
                    : documents(request, grant.person(), collection);
        }
        if (OuraCollections.hasSamples(collection) && rest.length == 1) {
            return page(request, new SampleRows(wearers, clock).of(request.query(), grant.person(), collection));
        }
        return Answer.detail(404, "Not Found");
    }

    private Answer personalInfo(Grant grant) {
        return wearers.find(grant.person())
                .map(history -> new OuraDocuments(history.person()).personalInfo())
                .map(info -> {
                    if (!grant.allows("email")) {
                        info.remove("email");
                    }
                    return (Answer) Answer.json(200, info);
                })
                .orElseGet(() -> Answer.detail(404, "Not Found"));
    }

    private Answer single(String person, String collection, String id) {
        return objects.find(person, collection, id, clock.instant())
                .map(body -> (Answer) Answer.json(200, body))
                .orElseGet(() -> Answer.detail(404, "Not Found"));
    }

    /** Both dates belong to the range; without them it is yesterday and today. */
    private Answer documents(Request request, String person, String collection) {
        LocalDate from;
        LocalDate to;
        try {
            to = date(request, "end_date").orElse(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
            from = date(request, "start_date").orElse(to.minusDays(1));
        } catch (DateTimeException noDate) {
            return invalid("start_date and end_date must be dates");
        }
        if (from.isAfter(to)) {
            return Answer.detail(400, "start_date lies after end_date");
        }
        boolean hasDates = !collection.equals("ring_configuration");
        List<ObjectNode> all = objects.list(person, collection, clock.instant()).stream()
                .filter(one -> !hasDates
                        || (!one.document().day().isBefore(from)
                                && !one.document().day().isAfter(to)))
                .map(ObjectStore.Shown::body)
                .toList();
        return page(request, all);
    }

    private static Optional<LocalDate> date(Request request, String name) {
        // A date with a time is allowed; the time does not count.
        return request.query()
                .first(name)
                .map(text -> LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text));
    }

    private Answer page(Request request, List<ObjectNode> all) {
        int from = request.query().first("next_token").map(OuraApi::offset).orElse(0);
        if (from < 0) {
            return Answer.detail(400, "Invalid next_token");
        }
        int begin = from > 0 && faults.shiftsPage(request.path()) ? from - 1 : from;
        int end = Math.min(all.size(), begin + PAGE);
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        Optional<Set<String>> fields =
                request.query().first("fields").map(text -> new HashSet<>(Arrays.asList(text.split(","))));
        for (ObjectNode one : all.subList(Math.min(begin, end), end)) {
            data.add(fields.map(some -> one.deepCopy().retain(some)).orElse(one));
        }
        body.put("next_token", end < all.size() ? token(end) : null);
        return Answer.json(200, body);
    }

    private static String token(int offset) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("o:" + offset).getBytes(StandardCharsets.US_ASCII));
    }

    /** -1 where this is no token of ours. */
    private static int offset(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            return text.startsWith("o:") ? Integer.parseInt(text.substring(2)) : -1;
        } catch (IllegalArgumentException notOurs) {
            return -1;
        }
    }

    static Answer invalid(String message) {
        ObjectNode body = Json.object();
        body.putArray("detail")
                .addObject()
                .put("msg", message)
                .put("type", "value_error")
                .putArray("loc")
                .add("query");
        return Answer.json(422, body);
    }
}
