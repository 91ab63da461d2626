package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Misfire;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a job file, in the published shape or the richer one; they are the same file, one with more keys.
 *
 * <p>The schema decides what a file may contain; what it accepts is bound to values, which finds what no schema can express: a
 * date that never comes, an unknown time zone, two jobs of one name.
 */
public final class JobFileReader {

    /** A larger file is not a job file, and reading it would only cost memory. */
    public static final int LARGEST = 16 * 1024 * 1024;

    /** A hundred thousand jobs of twenty: as a tree they take up to 120 MB. */
    private static final long MOST_TOKENS = 2_000_000;

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    /** Three bytes of UTF-8 for each character at most. */
    private static final StrictJson JSON = StrictJson.of(
            JsonLimits.standard().withBytes(3 * LARGEST).withDepth(100).withTokens(MOST_TOKENS));

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            // Unknown keys are found by the schema, and allowed where it allows them.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .withConfigOverride(ArrayNode.class, lists -> lists.setMergeable(false))
            .build();

    private static final ObjectNode STANDARD = MAPPER.valueToTree(Policies.standard());
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Duration longestAge;

    /** A reader for a ledger that keeps its rows for as long as any policy may ask. */
    public JobFileReader() {
        this(Misfire.OLDEST);
    }

    /**
     * A reader for a ledger that drops old rows.
     *
     * @param kept for how long its rows are kept: no policy may run due times that are older
     */
    public JobFileReader(Duration kept) {
        this.longestAge = kept.compareTo(Misfire.OLDEST) < 0 ? kept : Misfire.OLDEST;
    }

    public ReadResult read(String text) {
        if (text.length() > LARGEST) {
            return invalid("a job file has at most " + LARGEST + " characters");
        }
        if (text.startsWith(BYTE_ORDER_MARK)) {
            return invalid("the file begins with a byte order mark; save it as UTF-8 without one");
        }
        try {
            JsonNode file = JSON.read(text.getBytes(StandardCharsets.UTF_8), JSON::value);
            if (!file.isObject()) {
                return invalid("this must be an object");
            }
            List<Violation> unusable = new ArrayList<>();
            findInfinite(file, "", unusable);
            return unusable.isEmpty() ? check(file) : new ReadResult.Invalid(unusable);
        } catch (JsonRefused refused) {
            return invalid(
                    refused.reason() == JsonRefused.Reason.TOO_MANY_TOKENS
                            ? "a job file has at most " + MOST_TOKENS + " keys and values"
                            : "this is not JSON: " + where(refused));
        }
    }

    private static ReadResult invalid(String says) {
        return new ReadResult.Invalid(List.of(new Violation("", says)));
    }

    /** Digits that no double holds: nothing could compute with them, and the schema's validator fails on them. */
    private static void findInfinite(JsonNode json, String at, List<Violation> found) {
        if (found.size() >= Violations.MOST) {
            return;
        }
        if (json.isDouble() && !Double.isFinite(json.asDouble())) {
            found.add(new Violation(at, "this number is too large"));
        }
        json.properties()
                .forEach(one -> findInfinite(one.getValue(), at + "/" + Violation.segment(one.getKey()), found));
        for (int i = 0; json.isArray() && i < json.size(); i++) {
            findInfinite(json.path(i), at + "/" + i, found);
        }
    }

    private static String where(JsonRefused refused) {
        String what = refused.reason() == JsonRefused.Reason.DUPLICATE_KEY
                ? "a key stands twice in one object"
                : "it cannot be read";
        return what + " (line " + refused.line() + ", column " + refused.column() + ")";
    }

    private ReadResult check(JsonNode file) {
        Violations violations = new Violations(JobSchema.violations(file, Violations.MOST));
        List<Job> jobs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        JsonNode list = file.path("jobs");
        for (int i = 0; i < list.size() && !violations.isFull(); i++) {
            job(list.path(i), "/jobs/" + i, names, violations).ifPresent(jobs::add);
        }
        return violations.all().isEmpty()
                ? new ReadResult.Valid(JobFile.of(jobs))
                : new ReadResult.Invalid(violations.all());
    }

    private Optional<Job> job(JsonNode json, String at, Set<String> names, Violations violations) {
        String name = json.path("name").asText();
        if (!JsonText.isEncodable(name)) {
            violations.add(at + "/name", "a name holds no half of a surrogate pair");
        }
        if (json.has("name") && !names.add(name)) {
            violations.add(at + "/name", "another job is called '" + name + "' already");
        }
        Optional<Trigger> trigger = part(json, "trigger", at, violations)
                .flatMap(stated -> violations.bound(stated, at + "/trigger", StatedTrigger.class))
                .map(stated -> stated.checked(at + "/trigger", violations));
        Policies policies = part(json, "policies", at, violations)
                .flatMap(stated -> policies(stated, at + "/policies", violations))
                .orElseGet(Policies::standard);
        List<ActionSpec> actions = actions(json, at, "actions", violations);
        List<ActionSpec> onFailure = actions(json, at, "onFailure", violations);
        List<ActionSpec> onRecovery = actions(json, at, "onRecovery", violations);
        boolean enabled = json.path("enabled").asBoolean(true);
        return trigger.map(found -> new Job(name, enabled, found, actions, policies, onFailure, onRecovery));
    }

    /** An object that the schema accepted, with all that is in it. */
    private static Optional<ObjectNode> part(JsonNode job, String key, String at, Violations violations) {
        return job.path(key) instanceof ObjectNode part && violations.isSound(at + "/" + key)
                ? Optional.of(part)
                : Optional.empty();
    }

    /** What is not stated is as in {@link Policies#standard()}. */
    private Optional<Policies> policies(ObjectNode stated, String at, Violations violations) {
        ObjectNode complete = STANDARD.deepCopy();
        ObjectNode changes = stated.deepCopy();
        if (stated.path("misfire").isTextual()) {
            changes.putObject("misfire").set("mode", stated.path("misfire"));
        }
        try {
            MAPPER.readerForUpdating(complete).readValue(changes);
        } catch (IOException impossible) {
            throw new UncheckedIOException("two trees can be merged", impossible);
        }
        Optional<Policies> policies = violations.bound(complete, at, Policies.class);
        policies.ifPresent(bound -> checkDurations(bound, at, violations));
        return policies;
    }

    private void checkDurations(Policies policies, String at, Violations violations) {
        // A due time older than what the ledger keeps would be run again and again.
        violations.between(policies.misfire().maxAge(), SHORTEST, longestAge, at + "/misfire/maxAge");
        violations.between(policies.misfire().tolerance(), Duration.ZERO, DAY, at + "/misfire/tolerance");
        violations.between(policies.timeouts().attempt(), SHORTEST, DAY, at + "/timeout/attempt");
        violations.between(policies.timeouts().total(), SHORTEST, DAY, at + "/timeout/total");
        violations.between(policies.retry().backoff(), SHORTEST, DAY, at + "/retry/backoff");
        violations.between(policies.retry().cap(), SHORTEST, DAY, at + "/retry/cap");
    }

    private static List<ActionSpec> actions(JsonNode job, String at, String key, Violations violations) {
        List<ActionSpec> specs = new ArrayList<>();
        JsonNode list = job.path(key);
        for (int i = 0; i < list.size(); i++) {
            String place = at + "/" + key + "/" + i;
            if (list.path(i) instanceof ObjectNode action && violations.isSound(place)) {
                specs.add(action(action, place, violations));
            }
        }
        return specs;
    }

    private static ActionSpec action(ObjectNode json, String at, Violations violations) {
        String type = json.path("type").asText();
        String url = json.path("url").asText();
        // A reference is resolved at the call only; the rest of the address is checked here.
        if (type.equals("http") && !url.startsWith("${")) {
            violations.address(url.replaceAll("\\$\\{[^}]*}", "x"), at + "/url");
        }
        ObjectNode settings = json.deepCopy();
        settings.remove("type");
        return new ActionSpec(type, settings);
    }
}
