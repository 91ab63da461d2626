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
            CoreActions.SEND_CORE_UPDATE,
            CoreActions.GET_BUCKET_STATUS,
            new HttpAction(),
            CoreActions.SEND_TO_CORE,
            CoreActions.SAVE_TO_BUCKET,
            new PublishKafka(),
            CoreActions.REPLAY_FAILED_SENDS,
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
