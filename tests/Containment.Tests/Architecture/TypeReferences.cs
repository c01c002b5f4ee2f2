using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Containment.Tests.Architecture;

/// <summary>Which type of an assembly uses which other type of it: read from signatures and from the code of methods.</summary>
internal sealed class TypeReferences(PEReader image)
{
    private static readonly Dictionary<int, OpCode> Codes =
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xffff);

    private readonly MetadataReader _reader = image.GetMetadataReader();

    public IEnumerable<(TypeName User, TypeName Used)> Uses()
    {
        foreach (var handle in _reader.TypeDefinitions)
        {
            var user = Outermost(handle);
            var definition = _reader.GetTypeDefinition(handle);
            foreach (var used in Signatures(definition).Concat(Code(definition)))
                foreach (var name in used) if (name != user) yield return (user, name);
        }
    }

    private IEnumerable<IEnumerable<TypeName>> Signatures(TypeDefinition definition)
    {
        var collector = new NameCollector(this);
        yield return Names(definition.BaseType, collector);
        foreach (var contract in definition.GetInterfaceImplementations()) yield return Names(_reader.GetInterfaceImplementation(contract).Interface, collector);
        foreach (var field in definition.GetFields()) yield return _reader.GetFieldDefinition(field).DecodeSignature(collector, null);
        foreach (var handle in definition.GetMethods())
        {
            var signature = _reader.GetMethodDefinition(handle).DecodeSignature(collector, null);
            yield return signature.ReturnType.Concat(signature.ParameterTypes.SelectMany(type => type));
        }
    }

    private IEnumerable<IEnumerable<TypeName>> Code(TypeDefinition definition)
    {
        var collector = new NameCollector(this);
        foreach (var handle in definition.GetMethods())
        {
            var address = _reader.GetMethodDefinition(handle).RelativeVirtualAddress;
            if (address == 0) continue;
            foreach (var token in Tokens(image.GetMethodBody(address).GetILBytes()!))
                yield return Names(MetadataTokens.EntityHandle(token), collector);
        }
    }

    private IEnumerable<TypeName> Names(EntityHandle handle, NameCollector collector) => handle.IsNil ? [] : handle.Kind switch
    {
        HandleKind.TypeDefinition => [Outermost((TypeDefinitionHandle)handle)],
        HandleKind.TypeSpecification => _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(collector, null),
        HandleKind.MethodDefinition => [Outermost(_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType())],
        HandleKind.FieldDefinition => [Outermost(_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType())],
        HandleKind.MemberReference => Names(_reader.GetMemberReference((MemberReferenceHandle)handle).Parent, collector),
        HandleKind.MethodSpecification => _reader.GetMethodSpecification((MethodSpecificationHandle)handle).DecodeSignature(collector, null).SelectMany(type => type)
            .Concat(Names(_reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method, collector)),
        _ => [],
    };

    public TypeName Outermost(TypeDefinitionHandle handle)
    {
        var definition = _reader.GetTypeDefinition(handle);
        while (definition.IsNested) definition = _reader.GetTypeDefinition(definition.GetDeclaringType());
        return new TypeName(_reader.GetString(definition.Namespace), _reader.GetString(definition.Name));
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xfe ? 0xfe00 | code[at + 1] : code[at];
            at += value > 0xff ? 2 : 1;
            var operand = Codes[value].OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineField or OperandType.InlineTok) yield return BitConverter.ToInt32(code, at);
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }
}
