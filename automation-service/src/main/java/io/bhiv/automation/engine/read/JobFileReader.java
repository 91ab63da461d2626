package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Misfire;
import io.bhiv.automation.engine.job.Settings;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.json.StrictJson;
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
 * <p>The schema decides what a file may say; what it accepts is bound to values, which finds what no schema can express: a
 * date that never comes, an unknown time zone, two jobs of one name.
 */
public final class JobFileReader {

    /** A larger file is not a job file, and reading it would only cost memory. */
    public static final int LARGEST = 16 * 1024 * 1024;

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    /** Three bytes of UTF-8 for each character at most. */
    private static final StrictJson JSON =
            StrictJson.of(JsonLimits.standard().withBytes(3 * LARGEST).withDepth(100));

    private final Duration longestAge;

    /** A reader for a ledger that keeps its rows for as long as any policy may ask. */
    public JobFileReader() {
        this(Misfire.OLDEST);
    }

    /**
     * A reader for a ledger that forgets.
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
            return invalid("this is not JSON: " + where(refused));
        }
    }

    private static ReadResult invalid(String says) {
        return new ReadResult.Invalid(List.of(new Violation("", says)));
    }

    /** Digits that no double holds: nothing could compute with them, and the schema's validator fails on them. */
    private static void findInfinite(JsonNode json, String at, List<Violation> found) {
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
        Violations violations = new Violations(JobSchema.violations(file));
        List<Job> jobs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        JsonNode list = file.path("jobs");
        for (int i = 0; i < list.size(); i++) {
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
        Optional<Trigger> trigger = violations.isSound(at + "/trigger")
                ? TriggerBinder.bind(json.path("trigger"), at + "/trigger", violations)
                : Optional.empty();
        Policies policies = violations.isSound(at + "/policies")
                ? PoliciesBinder.bind(json.path("policies"), at + "/policies", violations, longestAge)
                : Policies.standard();
        List<ActionSpec> actions = actions(json, at, "actions", violations);
        List<ActionSpec> onFailure = actions(json, at, "onFailure", violations);
        List<ActionSpec> onRecovery = actions(json, at, "onRecovery", violations);
        boolean enabled = json.path("enabled").asBoolean(true);
        return trigger.map(found -> new Job(name, enabled, found, actions, policies, onFailure, onRecovery));
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
        // What a reference stands for is known at the call alone; the rest of the address is checked here.
        String url = json.path("url").asText();
        if (type.equals("http") && !url.startsWith("${")) {
            violations.parsed(at + "/url", url.replaceAll("\\$\\{[^}]*}", "x"), TriggerBinder::address, "an address");
        }
        ObjectNode settings = json.deepCopy();
        settings.remove("type");
        return new ActionSpec(type, new Settings(settings));
    }
}
