package io.bhiv.automation.engine.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** All jobs of one file, by name, in the order of the file. */
public record JobFile(SequencedMap<String, Job> jobs) {

    public JobFile {
        jobs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(jobs));
    }

    public static JobFile of(List<Job> jobs) {
        SequencedMap<String, Job> byName = new LinkedHashMap<>();
        jobs.forEach(job -> byName.put(job.name(), job));
        return new JobFile(byName);
    }

    public Optional<Job> find(String name) {
        return Optional.ofNullable(jobs.get(name));
    }

    public List<Job> list() {
        return List.copyOf(jobs.values());
    }
}
