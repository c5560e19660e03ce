package dev.postrider.rules;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code docs/settings.md}, made of the comments and values of every {@code reference.conf}. */
final class SettingsPage {
    private static final String HEAD = """
            # Settings

            Every setting of every service, with its default. A service reads, each over the one before: these defaults, the HOCON file
            given by `--config`, and environment variables. The variable of `a.b-c` is `POSTRIDER_A_B_C`. A setting that does not exist or
            has an impossible value keeps the service from starting; all such mistakes are told at once.

            This page is made of the `reference.conf` files; `mvn verify` fails where they differ. After a change of one:
            `mvn -q test -pl system-tests -am -Dtest=SettingsPageTest -Dpostrider.write-pages=true -Dsurefire.failIfNoSpecifiedTests=false`
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private SettingsPage() {}

    static String make() throws IOException {
        SettingsPage settings = new SettingsPage();
        for (Path module : Reactor.modules()) {
            Path file = module.resolve("src/main/resources/reference.conf");
            if (Files.exists(file)) {
                settings.module(module.getFileName().toString(), file);
            }
        }
        return settings.page.toString();
    }

    private void module(String name, Path file) {
        page.append("\n## ")
                .append(name.equals("service-kit") ? "Shared by all services" : name)
                .append('\n');
        Config config = ConfigFactory.parseFile(
                file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        section("", config.root());
    }

    /** The values of a section as a table, then its sections. */
    private void section(String path, ConfigObject section) {
        List<Map.Entry<String, ConfigValue>> entries = section.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> line(entry.getValue())))
                .toList();
        List<Map.Entry<String, ConfigValue>> values =
                entries.stream().filter(entry -> !isSection(entry.getValue())).toList();
        if (!values.isEmpty()) {
            page.append("\n| setting | default | meaning |\n|---|---|---|\n");
            values.forEach(entry -> page.append("| `")
                    .append(path)
                    .append(entry.getKey())
                    .append("` | ")
                    .append(value(entry.getValue()))
                    .append(" | ")
                    .append(meaning(entry.getValue()))
                    .append(" |\n"));
        }
        entries.stream().filter(entry -> isSection(entry.getValue())).forEach(entry -> {
            String inner = path + entry.getKey();
            page.append("\n### `").append(inner).append("`\n");
            String meaning = meaning(entry.getValue());
            if (!meaning.isEmpty()) {
                page.append('\n').append(meaning).append('\n');
            }
            section(inner + ".", (ConfigObject) entry.getValue());
        });
    }

    private static boolean isSection(ConfigValue value) {
        return value instanceof ConfigObject section && !section.isEmpty();
    }

    /** Of an object it is that of its first value. */
    private static int line(ConfigValue value) {
        return value instanceof ConfigObject section && !section.isEmpty()
                ? section.values().stream().mapToInt(SettingsPage::line).min().orElse(0)
                : value.origin().lineNumber();
    }

    private static String value(ConfigValue value) {
        String text = value.valueType() == ConfigValueType.STRING
                ? value.unwrapped().toString()
                : value.render(ConfigRenderOptions.concise());
        return text.isEmpty() ? "none" : "`" + text.replace("|", "\\|") + "`";
    }

    private static String meaning(ConfigValue value) {
        return value.origin().comments().stream()
                .map(String::strip)
                .collect(Collectors.joining(" "))
                .replace("|", "\\|")
                .strip();
    }

    /** Settings that say nothing of themselves. */
    static List<String> unexplained() throws IOException {
        return make().lines()
                .filter(line -> line.startsWith("| `") && line.endsWith("|  |"))
                .map(line -> line.substring(0, line.indexOf('`', 3) + 1).toLowerCase(Locale.ROOT))
                .toList();
    }
}
