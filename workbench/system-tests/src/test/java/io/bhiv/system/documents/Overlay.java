package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts an overlay together as kustomize does, as far as ours need it: a namespace, images, JSON patches by target, and patches that
 * look like what they change. Anything else in a kustomization fails. Where there is a kubectl its result is the same.
 */
final class Overlay {

    private static final Set<String> KNOWN =
            Set.of("apiVersion", "kind", "namespace", "resources", "images", "patches");

    private static final Pattern IN = Pattern.compile("(\\S+) in \\(([^)]*)\\)");

    /** Objects of a list are the same where this field is. */
    private static final String KEY = "name";

    private Overlay() {}

    static List<JsonNode> of(JsonNode kustomization, List<JsonNode> resources, Function<String, List<JsonNode>> yaml) {
        assertThat(kustomization.fieldNames()).toIterable().isSubsetOf(KNOWN);
        List<JsonNode> objects = new ArrayList<>();
        resources.forEach(resource -> objects.add(resource.deepCopy()));
        kustomization.path("patches").forEach(patch -> {
            JsonNode change = yaml.apply(patch.path("patch").asText()).getFirst();
            List<JsonNode> targets = objects.stream()
                    .filter(object ->
                            patch.has("target") ? isTarget(patch.path("target"), object) : isSame(change, object))
                    .toList();
            assertThat(targets).as("targets of %s", patch).isNotEmpty();
            targets.forEach(object -> {
                if (change.isArray()) {
                    change.forEach(operation -> operate(object, operation));
                } else {
                    merge((ObjectNode) object, (ObjectNode) change);
                }
            });
        });
        objects.forEach(object -> {
            ((ObjectNode) object.path("metadata"))
                    .put("namespace", kustomization.path("namespace").asText());
            object.findParents("image")
                    .forEach(container -> replaceImage((ObjectNode) container, kustomization.path("images")));
        });
        return objects;
    }

    private static boolean isSame(JsonNode change, JsonNode object) {
        return change.path("kind").equals(object.path("kind"))
                && change.at("/metadata/name").equals(object.at("/metadata/name"));
    }

    private static boolean isTarget(JsonNode target, JsonNode object) {
        assertThat(target.fieldNames()).toIterable().isSubsetOf("kind", "name", "labelSelector");
        return target.path("kind").equals(object.path("kind"))
                && (!target.has(KEY) || target.path(KEY).equals(object.at("/metadata/name")))
                && (!target.has("labelSelector")
                        || isSelected(target.path("labelSelector").asText(), object));
    }

    private static boolean isSelected(String selector, JsonNode object) {
        Matcher in = IN.matcher(selector);
        assertThat(in.matches()).as(selector).isTrue();
        return List.of(in.group(2).split(",", -1))
                .contains(object.at("/metadata/labels").path(in.group(1)).asText());
    }

    private static void operate(JsonNode object, JsonNode operation) {
        JsonPointer path = JsonPointer.compile(operation.path("path").asText());
        ObjectNode parent = (ObjectNode) object.at(path.head());
        String name = path.last().getMatchingProperty();
        String what = operation.path("op").asText();
        // Of a place that is not there nothing can be replaced or removed; so says the standard.
        assertThat(what.equals("add") || !object.at(path).isMissingNode())
                .as("%s in %s", operation, object.path("metadata"))
                .isTrue();
        switch (what) {
            case "remove" -> parent.remove(name);
            case "add", "replace" -> parent.set(name, operation.path("value"));
            default -> throw new AssertionError("An operation that is not known here: " + operation);
        }
    }

    private static void merge(ObjectNode into, ObjectNode change) {
        change.properties().forEach(field -> {
            JsonNode before = into.path(field.getKey());
            if (before.isObject() && field.getValue().isObject()) {
                merge((ObjectNode) before, (ObjectNode) field.getValue());
            } else if (before.isArray() && field.getValue().isArray()) {
                mergeLists((ArrayNode) before, (ArrayNode) field.getValue());
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
    }

    /** What a patch names comes first. */
    private static void mergeLists(ArrayNode list, ArrayNode change) {
        for (int place = 0; place < change.size(); place++) {
            JsonNode element = change.get(place);
            JsonNode merged = element;
            for (int at = 0; at < list.size(); at++) {
                if (list.get(at).path(KEY).equals(element.path(KEY))) {
                    merged = list.remove(at);
                    merge((ObjectNode) merged, (ObjectNode) element);
                }
            }
            list.insert(place, merged);
        }
    }

    private static void replaceImage(ObjectNode container, JsonNode images) {
        images.forEach(image -> {
            if (container.path("image").asText().equals(image.path(KEY).asText())) {
                container.put(
                        "image",
                        image.path("newName").asText() + ":"
                                + image.path("newTag").asText());
            }
        });
    }
}
