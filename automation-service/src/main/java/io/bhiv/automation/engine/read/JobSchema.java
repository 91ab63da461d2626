package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * The shipped JSON Schemas, and the violations that they find in a job file.
 *
 * <p>A schema refers only to itself, so nothing is ever fetched. Where the rule alone would not help the writer of a file,
 * the schema has the sentence to report as {@code $comment} beside it; {@code {value}} is replaced by what was found.
 */
public final class JobSchema {

    private static final JsonNode JOB_FILE = load("job-file.schema.json");
    private static final JsonNode REPORT_LINE = load("report-line.schema.json");
    private static final Schema VALIDATOR = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JOB_FILE);

    private JobSchema() {}

    public static String ofJobFile() {
        return JOB_FILE.toPrettyString();
    }

    public static String ofReportLine() {
        return REPORT_LINE.toPrettyString();
    }

    /** The first violations, at most so many. */
    static List<Violation> violations(JsonNode file, int most) {
        ExecutionContext context = VALIDATOR.createExecutionContext();
        List<Error> found = new FirstErrors(context, most);
        context.setErrors(found);
        VALIDATOR.validate(context, file, OutputFormat.DEFAULT);
        return found.stream().map(JobSchema::violation).toList();
    }

    /** Ends the validation when it is full: the validator itself would collect an error for each of a million values. */
    private static final class FirstErrors extends AbstractList<Error> {

        private final List<Error> errors = new ArrayList<>();
        private final ExecutionContext context;
        private final int most;

        FirstErrors(ExecutionContext context, int most) {
            this.context = context;
            this.most = most;
        }

        @Override
        public void add(int place, Error error) {
            errors.add(place, error);
            context.setFailFast(errors.size() >= most);
        }

        @Override
        public Error get(int place) {
            return errors.get(place);
        }

        @Override
        public int size() {
            return errors.size();
        }
    }

    private static Violation violation(Error error) {
        String at = error.getInstanceLocation().toString();
        String location = error.getSchemaLocation().getFragment().toString();
        JsonNode rule = JOB_FILE.at(location.substring(0, location.lastIndexOf('/')));
        String key = error.getProperty();
        return switch (error.getKeyword()) {
            case "required" -> new Violation(at, "'" + key + "' is missing");
            case "additionalProperties" ->
                new Violation(
                        at + "/" + Violation.segment(key),
                        "unknown key '" + key + "'" + Suggestion.hint(key, names(rule.path("properties"))));
            case "enum" -> new Violation(at, oneOf(rule, error.getInstanceNode().asText()));
            case String other
            when rule.has("$comment") -> new Violation(at, rule.path("$comment").asText());
            case String other -> new Violation(at, "this must be " + expected(rule));
        };
    }

    private static String oneOf(JsonNode rule, String found) {
        List<String> allowed = new ArrayList<>();
        rule.path("enum").forEach(one -> allowed.add(one.asText()));
        String message = rule.path("$comment").asText("this must be one of " + String.join(", ", allowed));
        return message.replace("{value}", found) + Suggestion.hint(found, allowed);
    }

    private static String expected(JsonNode rule) {
        String range =
                rule.path("minimum").asText() + " to " + rule.path("maximum").asText();
        return switch (rule.path("type").asText()) {
            case "object" -> "an object";
            case "array" -> {
                String most = rule.has("maxItems")
                        ? " of " + rule.path("minItems").asInt() + " to "
                                + rule.path("maxItems").asInt()
                        : "";
                yield "a list" + most;
            }
            case "boolean" -> "true or false";
            case "integer" -> "a whole number from " + range;
            case "number" -> "a number from " + range;
            case "string" -> "a text of 1 to " + rule.path("maxLength").asInt() + " characters";
            case String other -> "as the schema says";
        };
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode load(String resource) {
        try (InputStream in = JobSchema.class.getResourceAsStream("/schema/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("the schema " + resource + " is not in the program");
            }
            return new ObjectMapper().readTree(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the schema " + resource + " cannot be read", unreadable);
        }
    }
}
