import React from 'react';

export const View: React.FC<Props> = ({ name, items }) => {
  const [state, setState] = useState<number>(0);
  return (
    <ul className="x">
      {items.map((item) => (
        <Item key={item.id} {...item} />
      ))}
      <>
        <b>{name}</b>
      </>
    </ul>
  );
};
