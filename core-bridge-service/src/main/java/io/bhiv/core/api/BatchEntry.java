package io.bhiv.core.api;

import io.bhiv.core.identity.Submission;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemException;

/** One entry of a batch: a submission, or why it is none. */
public sealed interface BatchEntry {

    record Valid(Submission submission) implements BatchEntry {}

    record Invalid(Problem problem) implements BatchEntry {}

    static BatchEntry read(byte[] entry, int index) {
        try {
            return new Valid(SubmissionReader.entry(entry, "/updates/" + index));
        } catch (ProblemException invalid) {
            return new Invalid(invalid.problem());
        }
    }
}
