package dev.postrider.mail.mime;

import java.util.List;
import java.util.Optional;

/** Values of parameters, decoded. */
final class ParameterValues {
    private ParameterValues() {}

    static Optional<String> find(List<Parameter> parameters, String name) {
        return Optional.empty();
    }
}
