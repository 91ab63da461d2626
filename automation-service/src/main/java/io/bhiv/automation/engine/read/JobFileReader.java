package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.job.Trigger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a job file, in the published shape or the richer one; they are the same file, one with more keys. */
public final class JobFileReader {

    /** More than this is no job file, and reading it would only cost memory. */
    public static final int LARGEST = 16 * 1024 * 1024;

    private static final int MOST_JOBS = 100_000;
    private static final Set<String> FILE_KEYS = Set.of("$schema", "version", "description", "jobs");
    private static final Set<String> JOB_KEYS =
            Set.of("name", "description", "enabled", "trigger", "actions", "policies", "onFailure", "onRecovery");

    private static final ObjectMapper STRICT = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ActionReader actions;

    public JobFileReader(Actions actions) {
        this.actions = new ActionReader(actions);
    }

    public Reading read(String text) {
        if (text.length() > LARGEST) {
            return new Reading.Bad(List.of(new Violation("", "a job file has at most " + LARGEST + " characters")));
        }
        try {
            return check(Place.root(STRICT.readTree(text)));
        } catch (JsonProcessingException broken) {
            return new Reading.Bad(List.of(new Violation("", "this is not JSON: " + where(broken))));
        }
    }

    /** Jackson's own message would repeat the text around the error, which may hold anything. */
    private static String where(JsonProcessingException broken) {
        JsonLocation at = broken.getLocation();
        String what = String.valueOf(broken.getOriginalMessage()).startsWith("Duplicate field")
                ? "a key stands twice in one object"
                : "it cannot be read";
        return at == null ? what : what + " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    private Reading check(Place file) {
        if (file.isObjectOf(FILE_KEYS, Set.of("jobs"))) {
            Place list = file.at("jobs");
            if (!list.json().isArray() || list.json().size() > MOST_JOBS) {
                list.wrong("this must be a list of at most " + MOST_JOBS + " jobs");
            }
        }
        if (file.has("version")) {
            file.at("version").whole(1, 1, 1);
        }
        List<Job> jobs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Place place : file.at("jobs").items()) {
            job(place, names).ifPresent(jobs::add);
        }
        return file.violations().isEmpty() ? new Reading.Good(JobFile.of(jobs)) : new Reading.Bad(file.violations());
    }

    private Optional<Job> job(Place place, Set<String> names) {
        if (!place.isObjectOf(JOB_KEYS, Set.of("name", "trigger", "actions"))) {
            return Optional.empty();
        }
        String name = name(place.at("name"), names);
        Optional<Trigger> trigger = TriggerReader.read(place.at("trigger"));
        var specs = actions.list(place.at("actions"), 1);
        var policies = PoliciesReader.read(place.at("policies"));
        var onFailure = place.has("onFailure") ? actions.list(place.at("onFailure"), 0) : List.<ActionSpec>of();
        var onRecovery = place.has("onRecovery") ? actions.list(place.at("onRecovery"), 0) : List.<ActionSpec>of();
        boolean enabled = !place.has("enabled") || place.at("enabled").flag(true);
        return trigger.map(found -> new Job(name, enabled, found, specs, policies, onFailure, onRecovery));
    }

    private static String name(Place place, Set<String> names) {
        JsonNode json = place.json();
        String name = place.text(100, "?");
        if (json.isTextual() && (name.indexOf('/') >= 0 || name.chars().anyMatch(Character::isISOControl))) {
            place.wrong("a name holds no slash and no control characters");
        } else if (!name.equals(name.strip())) {
            place.wrong("a name neither begins nor ends with a space");
        } else if (json.isTextual() && !names.add(name)) {
            place.wrong("another job is called '" + name + "' already");
        }
        return name;
    }
}
