package dev.postrider.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The modules of the reactor and their files, found from this module's directory. */
final class Reactor {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private Reactor() {}

    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("smtp-ingress"))) {
            Path parent = here.getParent();
            if (parent == null) {
                throw new IllegalStateException("run this test inside the repository");
            }
            here = parent;
        }
        return here;
    }

    static List<Path> modules() throws IOException {
        Path root = root();
        return MODULE.matcher(Files.readString(root.resolve("pom.xml")))
                .results()
                .map(match -> root.resolve(match.group(1)))
                .toList();
    }

    /** Every directory of compiled main classes. */
    static List<Path> mainClasses() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path module : modules()) {
            Path classes = module.resolve("target/classes");
            if (Files.isDirectory(classes)) {
                found.add(classes);
            }
        }
        return found;
    }

    /** Every Java source of the reactor, generated ones excluded. */
    static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path module : modules()) {
            Path source = module.resolve("src");
            if (Files.isDirectory(source)) {
                try (Stream<Path> files = Files.walk(source)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
                }
            }
        }
        return found;
    }
}
