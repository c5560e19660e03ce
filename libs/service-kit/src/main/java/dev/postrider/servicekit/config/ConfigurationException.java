package dev.postrider.servicekit.config;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with the configuration, at once. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::describe).collect(Collectors.joining("\n  ", "configuration:\n  ", "")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
