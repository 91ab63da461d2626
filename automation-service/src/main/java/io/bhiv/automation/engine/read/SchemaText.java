package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.action.Action;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.Shape;
import io.bhiv.automation.engine.action.Shape.Kind;
import io.bhiv.automation.engine.action.Shape.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The JSON Schema of job files: the shipped frame with the actions filled in from the shapes they state, so that a new
 * action is in the schema without anybody having to remember it.
 */
public final class SchemaText {

    public static final String JOB_FILE = "job-file.schema.json";
    public static final String REPORT_LINE = "report-line.schema.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaText() {}

    public static String ofJobFile(Actions actions) {
        ObjectNode schema = (ObjectNode) read(JOB_FILE);
        ArrayNode variants = schema.withObject("/$defs/action").putArray("oneOf");
        actions.all().forEach(action -> variants.add(variant(action)));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can always be written", impossible);
        }
    }

    public static String ofReportLine() {
        return read(REPORT_LINE).toPrettyString();
    }

    private static JsonNode read(String resource) {
        try (InputStream in = SchemaText.class.getResourceAsStream("/schema/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("the schema " + resource + " is not in the program");
            }
            return JSON.readTree(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the schema " + resource + " cannot be read", unreadable);
        }
    }

    private static ObjectNode variant(Action action) {
        ObjectNode schema = object(action.shape());
        ObjectNode type = JsonNodeFactory.instance.objectNode().put("const", action.type());
        schema.withObject("/properties").set("type", type);
        schema.withArray("/required").add("type");
        return schema;
    }

    private static ObjectNode object(Shape shape) {
        ObjectNode schema =
                JsonNodeFactory.instance.objectNode().put("type", "object").put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (Setting setting : shape.keys()) {
            properties.set(setting.name(), value(setting.kind()).put("description", setting.says()));
            if (setting.required()) {
                required.add(setting.name());
            }
        }
        return schema;
    }

    private static ObjectNode value(Kind kind) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        return switch (kind) {
            case Kind.Text(int most) ->
                schema.put("type", "string").put("pattern", "\\S").put("maxLength", most);
            case Kind.Address(int most) ->
                schema.put("type", "string")
                        .put("pattern", "^(https?://|\\$\\{)")
                        .put("maxLength", most);
            case Kind.Choice(List<String> words) -> {
                words.forEach(schema.putArray("enum")::add);
                yield schema;
            }
            case Kind.Flag flag -> schema.put("type", "boolean");
            case Kind.Whole(long least, long most) ->
                schema.put("type", "integer").put("minimum", least).put("maximum", most);
            case Kind.Anything anything -> schema;
            case Kind.AnyObject any -> schema.put("type", "object");
            case Kind.TextMap map -> {
                schema.put("type", "object").putObject("additionalProperties").put("type", "string");
                yield schema;
            }
            case Kind.ListOf(Kind of, int most) -> {
                schema.put("type", "array").put("minItems", 1).put("maxItems", most);
                schema.set("items", value(of));
                yield schema;
            }
            case Kind.Nested(Shape shape) -> object(shape);
        };
    }
}
