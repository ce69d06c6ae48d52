import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.core.ModelParsingException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;

/**
 * Holds PDF files to PDF/A-3a and PDF/UA-1 by veraPDF, and tells each as a line of JSON: its name,
 * and its findings with layer, id (the clause and the number of its test) and text. verapdf.py runs
 * it, and says how it ends.
 */
public class VeraPdf {
    private static final Map<String, String> PROFILES =
            Map.of("archive", "PDFA-3A", "access", "PDFUA-1");
    private static final Map<String, PDFAFlavour> FLAVOURS =
            Map.of("archive", PDFAFlavour.PDFA_3_A, "access", PDFAFlavour.PDFUA_1);
    private static final int FEWEST_CHECKS = 500;

    public static void main(String[] files) {
        try {
            System.exit(anyFails(files) ? 1 : 0);
        } catch (Exception error) {
            System.err.println("could not check: " + error);
            System.exit(2);
        }
    }

    private static boolean anyFails(String[] files) throws Exception {
        Logger.getLogger("").setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
        ObjectMapper json = new ObjectMapper();
        boolean failed = false;
        for (String file : files) {
            Map<String, Map<String, String>> findings = new LinkedHashMap<>();
            for (String layer : List.of("archive", "access")) {
                check(file, layer, findings);
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("file", file);
            answer.put("findings", new ArrayList<>(findings.values()));
            System.out.println(json.writeValueAsString(answer));
            failed |= !findings.isEmpty();
        }
        return failed;
    }

    private static void check(String file, String layer, Map<String, Map<String, String>> findings)
            throws Exception {
        try (InputStream bytes = Files.newInputStream(Path.of(file));
                PDFAParser parser =
                        Foundries.defaultInstance().createParser(bytes, FLAVOURS.get(layer))) {
            ValidationResult result =
                    ValidatorFactory.createValidator(profile(layer), 10000, false, true, false)
                            .validate(parser);
            if (result.getTotalAssertions() < FEWEST_CHECKS) {
                throw new IllegalStateException(file + ": hardly anything was checked");
            }
            for (TestAssertion test : result.getTestAssertions()) {
                if (test.getStatus() == TestAssertion.Status.FAILED) {
                    String id =
                            test.getRuleId().getClause() + "-" + test.getRuleId().getTestNumber();
                    String text = test.getMessage() + " at " + test.getLocation().getContext();
                    findings.putIfAbsent(
                            layer + id, Map.of("layer", layer, "id", id, "text", text));
                }
            }
            boolean found = findings.keySet().stream().anyMatch(key -> key.startsWith(layer));
            if (result.isCompliant() == found) {
                throw new IllegalStateException(file + " is told as compliant and as not");
            }
        } catch (ModelParsingException error) {
            findings.put(
                    layer, Map.of("layer", layer, "id", "UNREADABLE", "text", error.getMessage()));
        }
    }

    private static ValidationProfile profile(String layer) throws Exception {
        String path = "org/verapdf/pdfa/validation/" + PROFILES.get(layer) + ".xml";
        try (InputStream rules = VeraPdf.class.getClassLoader().getResourceAsStream(path)) {
            return Profiles.profileFromXml(rules);
        }
    }
}
