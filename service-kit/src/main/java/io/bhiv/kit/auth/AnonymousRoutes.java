package io.bhiv.kit.auth;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The routes that may be called without a key.
 *
 * <p>A caller without a key gets every role but the operator's, and on these routes only. Which of them a route accepts is
 * decided where the route is declared, so an operator's route stays closed even where it is listed by mistake.
 */
final class AnonymousRoutes {

    private record Route(String method, Pattern path) {}

    private static final Pattern FORM = Pattern.compile("[A-Z]+ /[^\\s?#]*");

    private final List<Route> routes;

    AnonymousRoutes(List<String> routes) {
        this.routes = routes.stream()
                .filter(AnonymousRoutes::isWellFormed)
                .map(AnonymousRoutes::route)
                .toList();
    }

    static boolean isWellFormed(String route) {
        return FORM.matcher(route.strip()).matches();
    }

    boolean allows(String method, String path) {
        return routes.stream()
                .anyMatch(route -> route.method().equals(method)
                        && route.path().matcher(path).matches());
    }

    private static Route route(String line) {
        int space = line.strip().indexOf(' ');
        String path = line.strip().substring(space + 1);
        String pattern = Stream.of(path.split("/", -1))
                .map(segment -> segment.equals("*") ? "[^/]+" : Pattern.quote(segment))
                .collect(Collectors.joining("/"));
        return new Route(line.strip().substring(0, space), Pattern.compile(pattern));
    }
}
