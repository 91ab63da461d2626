package io.bhiv.automation.engine.action;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All actions there are. */
public record Actions(List<Action> all, Map<String, Action> byType) {

    /** In the order in which the schema and the documentation show them. */
    public static final Actions SHIPPED = Actions.of(List.of(
            new SendCoreUpdate(),
            new GetBucketStatus(),
            new HttpAction(),
            new SendToCore(),
            new SaveToBucket(),
            new PublishKafka(),
            new ReplayFailedSends(),
            new CheckHealth()));

    public static Actions of(List<Action> actions) {
        return new Actions(
                List.copyOf(actions),
                actions.stream().collect(Collectors.toUnmodifiableMap(Action::type, Function.identity())));
    }

    public Optional<Action> find(String type) {
        return Optional.ofNullable(byType.get(type));
    }
}
