import CXML2
import Text

/// Why a document is not well-formed.
package struct XMLMistake: Error, Hashable, CustomStringConvertible {
    package var line: Int
    package var found: String

    package init(line: Int, found: String) { (self.line, self.found) = (line, found) }

    package var description: String { "line \(line): found \(found), expected well-formed XML" }
}

/// Reads XML by libxml2, event by event in constant memory.
///
/// It is never given a document type (``XMLDocument`` leaves it out), so there are no entities but the predefined, nothing is fetched
/// and nothing expands; libxml2's own limits hold: 256 levels, texts of 10 MB.
package final class XMLReader {
    package struct Name: Hashable, Sendable {
        /// Of the namespace; the prefix where it is not declared; empty without one.
        package var space: String
        package var local: String

        package init(space: String, local: String) { (self.space, self.local) = (space, local) }
    }
    package enum Event: Hashable {
        /// Attributes by their names as they are written, prefix included.
        case start(Name, attributes: [String: String])
        case end(Name)
        case text(String)
    }

    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    private let bytes: UnsafeMutableBufferPointer<CChar>
    private let reader: xmlTextReaderPtr?
    private var pendingEnd: Name?
    private var isOver = false

    /// - Parameter bytes: valid UTF-8 without a byte order mark, an XML declaration and a document type.
    package init(_ bytes: [UInt8]) {
        let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: max(bytes.count, 1))
        _ = copy.initialize(from: bytes.lazy.map { CChar(bitPattern: $0) } + (bytes.isEmpty ? [0x20] : []))
        self.bytes = copy
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        if Self.isReady, let count = Int32(exactly: copy.count) {
            reader = xmlReaderForMemory(copy.baseAddress, count, nil, "UTF-8", Int32(options))
        } else {
            reader = nil
        }
    }

    deinit {
        if let reader { xmlFreeTextReader(reader) }
        bytes.deallocate()
    }

    /// Nil at the end of the document.
    package func next() throws(XMLMistake) -> Event? {
        if let name = pendingEnd {
            pendingEnd = nil
            return .end(name)
        }
        guard let reader, !isOver else { return nil }
        while true {
            let state = xmlTextReaderRead(reader)
            guard state == 1 else {
                isOver = true
                if state == 0 { return nil }
                throw mistake(reader)
            }
            switch xmlTextReaderNodeType(reader) {
            case Int32(XML_READER_TYPE_ELEMENT.rawValue):
                let name = name(reader)
                let isEmpty = xmlTextReaderIsEmptyElement(reader) == 1
                let attributes = attributes(reader)
                if isEmpty { pendingEnd = name }
                return .start(name, attributes: attributes)
            case Int32(XML_READER_TYPE_END_ELEMENT.rawValue): return .end(name(reader))
            case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue),
                Int32(XML_READER_TYPE_WHITESPACE.rawValue), Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue):
                return .text(string(xmlTextReaderConstValue(reader)))
            default: continue
            }
        }
    }

    private func name(_ reader: xmlTextReaderPtr) -> Name {
        let local = string(xmlTextReaderConstLocalName(reader))
        let space = string(xmlTextReaderConstNamespaceUri(reader))
        // A prefix that nobody declared stays part of libxml2's local name.
        guard space.isEmpty, let colon = local.firstIndex(of: ":") else { return Name(space: space, local: local) }
        return Name(space: String(local[..<colon]), local: String(local[local.index(after: colon)...]))
    }

    private func attributes(_ reader: xmlTextReaderPtr) -> [String: String] {
        var attributes: [String: String] = [:]
        while xmlTextReaderMoveToNextAttribute(reader) == 1 {
            attributes[string(xmlTextReaderConstName(reader))] = string(xmlTextReaderConstValue(reader))
        }
        _ = xmlTextReaderMoveToElement(reader)
        return attributes
    }

    private func string(_ text: UnsafePointer<xmlChar>?) -> String { text.map { String(cString: $0) } ?? "" }

    private func mistake(_ reader: xmlTextReaderPtr) -> XMLMistake {
        let said = xmlGetLastError().flatMap { $0.pointee.message }.map { String(cString: $0).trimming(" \n") }
        return XMLMistake(
            line: max(1, Int(xmlTextReaderGetParserLineNumber(reader))), found: said ?? "what cannot be read")
    }
}
