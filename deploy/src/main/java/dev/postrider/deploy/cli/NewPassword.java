package dev.postrider.deploy.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a new password comes from: standard input, a prompt, or made here. */
final class NewPassword {
    /** No letters and digits that are mistaken for each other when typed. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 4;
    private static final int GROUP_LENGTH = 5;

    @Option(names = "--password-stdin", description = "Read the password from standard input, one line.")
    private boolean fromStandardInput;

    @Option(names = "--generate", description = "Make a password and print it; so it is where there is no terminal.")
    private boolean generate;

    /**
     * @param generated it was made here, so it must be printed once
     */
    record Chosen(String password, boolean generated) {
        @Override
        public String toString() {
            return "Chosen[generated=" + generated + "]";
        }
    }

    Chosen choose(String login) {
        if (fromStandardInput) {
            return new Chosen(readLine(), false);
        }
        Optional<Console> terminal =
                Optional.ofNullable(System.console()).filter(console -> !generate && console.isTerminal());
        return terminal.map(console -> new Chosen(prompt(console, login), false))
                .orElseGet(() -> new Chosen(random(), true));
    }

    private static String readLine() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line == null || line.isEmpty()) {
                throw new CommandFailure(CommandFailure.USAGE, "there is no password on standard input");
            }
            return line;
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.USAGE, "cannot read the password from standard input");
        }
    }

    private static String prompt(Console console, String login) {
        char[] first = Optional.ofNullable(console.readPassword("New password for %s: ", login))
                .orElseGet(() -> new char[0]);
        char[] second = Optional.ofNullable(console.readPassword("Once more: ")).orElseGet(() -> new char[0]);
        if (first.length == 0 || !Arrays.equals(first, second)) {
            throw new CommandFailure(
                    CommandFailure.USAGE, first.length == 0 ? "no password given" : "the two passwords differ");
        }
        return new String(first);
    }

    /** 20 characters of 5 bits each. */
    private static String random() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int group = 0; group < GROUPS; group++) {
            password.append(group == 0 ? "" : "-");
            for (int i = 0; i < GROUP_LENGTH; i++) {
                password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
        }
        return password.toString();
    }
}
