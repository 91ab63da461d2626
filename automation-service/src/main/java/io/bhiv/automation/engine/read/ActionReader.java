package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.action.Action;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.Shape;
import io.bhiv.automation.engine.action.Shape.Kind;
import io.bhiv.automation.engine.action.Shape.Setting;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads lists of actions by the shapes that the actions state themselves. */
record ActionReader(Actions actions) {

    private static final int MOST = 50;

    List<ActionSpec> list(Place list, int least) {
        if (!list.json().isArray() || list.json().size() < least || list.json().size() > MOST) {
            list.wrong("this must be a list of " + least + " to " + MOST + " actions");
            return List.of();
        }
        return list.items().stream().flatMap(item -> one(item).stream()).toList();
    }

    private Optional<ActionSpec> one(Place place) {
        if (!(place.json() instanceof ObjectNode object) || !object.path("type").isTextual()) {
            place.wrong("an action is an object with a 'type'");
            return Optional.empty();
        }
        String type = object.path("type").asText();
        Optional<Action> action = actions.find(type);
        if (action.isEmpty()) {
            place.at("type")
                    .wrong("unknown action '" + type + "'"
                            + Nearest.hint(type, actions.byType().keySet()));
            return Optional.empty();
        }
        check(place, action.get().shape(), Set.of("type"));
        ObjectNode settings = object.deepCopy();
        settings.remove("type");
        return Optional.of(new ActionSpec(type, new Settings(settings)));
    }

    private static void check(Place place, Shape shape, Set<String> also) {
        Set<String> allowed = shape.keys().stream().map(Setting::name).collect(Collectors.toCollection(HashSet::new));
        allowed.addAll(also);
        Set<String> required = shape.keys().stream()
                .filter(Setting::required)
                .map(Setting::name)
                .collect(Collectors.toSet());
        place.isObjectOf(allowed, required);
        shape.keys().stream()
                .filter(key -> place.has(key.name()))
                .forEach(key -> check(place.at(key.name()), key.kind()));
    }

    private static void check(Place place, Kind kind) {
        switch (kind) {
            case Kind.Text(int most) -> place.text(most);
            case Kind.Address(int most) -> address(place, most);
            case Kind.Flag flag -> place.flag(false);
            case Kind.Whole(long least, long most) -> place.whole(least, most, least);
            case Kind.Anything anything -> {
                // Whatever it is, it is what is sent.
            }
            case Kind.Choice(List<String> words) -> {
                if (!words.contains(place.json().asText())) {
                    place.wrong("this must be one of " + String.join(", ", words));
                }
            }
            case Kind.AnyObject object -> {
                if (!place.json().isObject()) {
                    place.wrong("this must be an object");
                }
            }
            case Kind.TextMap map -> texts(place);
            case Kind.ListOf(Kind of, int most) -> {
                if (!place.json().isArray()
                        || place.json().isEmpty()
                        || place.json().size() > most) {
                    place.wrong("this must be a list of 1 to " + most);
                }
                place.items().forEach(item -> check(item, of));
            }
            case Kind.Nested(Shape shape) -> check(place, shape, Set.of());
        }
    }

    /** What secrets make of it is seen at the call; the rest is checked here. */
    private static void address(Place place, int most) {
        Optional<String> text = place.text(most).filter(address -> !address.startsWith("${"));
        if (text.isPresent()) {
            place.parsed(address -> TriggerReader.web(address.replaceAll("\\$\\{[^}]*}", "x")), "an address");
        }
    }

    private static void texts(Place place) {
        if (!place.json().isObject()) {
            place.wrong("this must be an object of texts");
            return;
        }
        place.json().fieldNames().forEachRemaining(key -> {
            if (!place.at(key).json().isTextual()) {
                place.at(key).wrong("this must be a text");
            }
        });
    }
}
